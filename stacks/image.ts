import { appName, type StageSettings } from "./stage.ts";

/** The repository of the stage's images: scanned, and pruned to the last ten. */
export function createRepository({ stage, production }: StageSettings): aws.ecr.Repository {
  const repository = new aws.ecr.Repository("Images", {
    name: `${appName}-${stage}`,
    imageTagMutability: "IMMUTABLE",
    imageScanningConfiguration: { scanOnPush: true },
    forceDelete: !production,
  });
  const lastTen = {
    rulePriority: 1,
    description: "Keep the last ten images",
    selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 10 },
    action: { type: "expire" },
  };
  new aws.ecr.LifecyclePolicy("ImagesPruned", {
    repository: repository.name,
    policy: JSON.stringify({ rules: [lastTen] }),
  });
  return repository;
}

/** Builds the Dockerfile and pushes the image. The answer names it by digest: what was built is what runs. */
export function buildImage(repository: aws.ecr.Repository, tag: string): $util.Output<string> {
  const { userName, password } = aws.ecr.getAuthorizationTokenOutput({ registryId: repository.registryId });
  const image = new dockerbuild.Image("ServerImage", {
    tags: [$interpolate`${repository.repositoryUrl}:${tag}`],
    context: { location: $cli.paths.root },
    dockerfile: { location: `${$cli.paths.root}/Dockerfile` },
    platforms: ["linux/arm64"],
    push: true,
    registries: [{ address: repository.repositoryUrl, username: userName, password: $util.secret(password) }],
  });
  return $interpolate`${repository.repositoryUrl}@${image.digest}`;
}
