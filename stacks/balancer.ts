import { clientAddressHeader, port } from "./fargate.ts";

const originOf = (domain: string): string => `origin.${domain}`;

/**
 * The way in for a stage with a domain: CloudFront with a rate limit per address, and behind it a load balancer that
 * only CloudFront reaches. Answers may stream, which the gateway cannot.
 */
export const balanced = (domain: string): sst.aws.ServiceArgs["loadBalancer"] => ({
  domain: originOf(domain),
  rules: [{ listen: "443/https", forward: `${port}/http` }],
  health: { [`${port}/http`]: { path: "/health", interval: "15 seconds", healthyThreshold: 2 } },
});

export function balancerTransform(): NonNullable<sst.aws.ServiceArgs["transform"]> {
  const cloudfront = aws.ec2.getManagedPrefixListOutput({ name: "com.amazonaws.global.cloudfront.origin-facing" });
  return {
    loadBalancerSecurityGroup: {
      ingress: [{ fromPort: 443, toPort: 443, protocol: "tcp", prefixListIds: [cloudfront.id] }],
    },
    // Below the server's keep-alive of 65 s, above the 60 s that CloudFront waits for the next byte.
    loadBalancer: { idleTimeout: 64, dropInvalidHeaderFields: true },
    target: { deregistrationDelay: 15 },
    listener: { sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
  };
}

export function createDistribution(domain: string, service: sst.aws.Service): sst.aws.Router {
  const router = new sst.aws.Router("Router", {
    domain,
    edge: {
      viewerRequest: {
        injection: `event.request.headers["${clientAddressHeader}"] = { value: event.viewer.ip };`,
      },
    },
    // Requests in five minutes. The common rule set stays off: it refuses bodies over 8 KB and texts that look like HTML.
    waf: {
      rateLimitPerIp: 1000,
      managedRules: { coreRuleSet: false, knownBadInputs: true, sqlInjection: false },
    },
  });
  router.route("/", service.url, { readTimeout: "60 seconds", keepAliveTimeout: "60 seconds" });
  return router;
}
