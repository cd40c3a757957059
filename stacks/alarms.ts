import type { StageSettings } from "./stage.ts";

type AlarmArgs = Omit<aws.cloudwatch.MetricAlarmArgs, "alarmActions" | "okActions">;

/** What a customer would notice goes to a topic, and to ALARM_EMAIL when it is set. Returns how to add an alarm. */
export function createAlarms({ alarmEmail }: StageSettings) {
  const topic = new aws.sns.Topic("Alarms");
  if (alarmEmail)
    new aws.sns.TopicSubscription("AlarmsEmail", { topic: topic.arn, protocol: "email", endpoint: alarmEmail });
  return (name: string, args: AlarmArgs) =>
    new aws.cloudwatch.MetricAlarm(name, { ...args, alarmActions: [topic.arn], okActions: [topic.arn] });
}

export type AddAlarm = ReturnType<typeof createAlarms>;

const fiveMinutes = { period: 60, evaluationPeriods: 5, treatMissingData: "notBreaching" };
const above = { comparisonOperator: "GreaterThanThreshold" };

export function watchGateway(add: AddAlarm, gateway: sst.aws.ApiGatewayV2): void {
  const dimensions = { ApiId: gateway.nodes.api.id };
  add("GatewayErrors", {
    ...{ ...fiveMinutes, ...above, dimensions },
    alarmDescription: "More than 1 of 20 requests failed, for five minutes",
    namespace: "AWS/ApiGateway",
    metricName: "5xx",
    statistic: "Average",
    threshold: 0.05,
  });
  add("GatewaySlow", {
    ...{ ...fiveMinutes, ...above, dimensions },
    alarmDescription: "1 of 20 requests took over 2 seconds, for five minutes",
    namespace: "AWS/ApiGateway",
    metricName: "Latency",
    extendedStatistic: "p95",
    threshold: 2000,
  });
}

export function watchBalancer(add: AddAlarm, service: sst.aws.Service): void {
  const dimensions = { LoadBalancer: service.nodes.loadBalancer.arnSuffix };
  add("BalancerErrors", {
    ...{ ...fiveMinutes, ...above, dimensions },
    alarmDescription: "More than 10 requests a minute failed, for five minutes",
    namespace: "AWS/ApplicationELB",
    metricName: "HTTPCode_Target_5XX_Count",
    statistic: "Sum",
    threshold: 10,
  });
}

export function watchService(add: AddAlarm, { cluster, service }: Watched): void {
  add("ServiceBusy", {
    ...{ ...fiveMinutes, ...above, evaluationPeriods: 10 },
    alarmDescription: "The tasks were busy over 85 % for ten minutes: more of them did not help",
    namespace: "AWS/ECS",
    metricName: "CPUUtilization",
    statistic: "Average",
    threshold: 85,
    dimensions: { ClusterName: cluster.nodes.cluster.name, ServiceName: service.nodes.service.name },
  });
}

interface Watched {
  readonly cluster: sst.aws.Cluster;
  readonly service: sst.aws.Service;
}
