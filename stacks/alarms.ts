import type { Metric } from "./metrics.ts";
import { appName, type StageSettings } from "./stage.ts";

type AlarmArgs = Omit<aws.cloudwatch.MetricAlarmArgs, "alarmActions" | "okActions" | "name" | "alarmDescription">;

/** One alarm: its name is also its section in docs/runbook.md. */
export interface Rule {
  readonly name: string;
  /** What is so when it fires, in one sentence. */
  readonly says: string;
  readonly when: AlarmArgs;
  /** True where customers feel it: somebody is woken. */
  readonly pages?: boolean;
  /** Where "it is over" says nothing: the mail when it ends is left out. */
  readonly endsSilently?: boolean;
}

/** How long something has to be so. */
interface Patience {
  readonly period: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
}

export const minutes = (count: number): Patience => ({
  period: 60,
  evaluationPeriods: count,
  datapointsToAlarm: count,
});
/** Two of the last three times five minutes: one bad moment is no alarm. */
export const quarterHour: Patience = { period: 300, evaluationPeriods: 3, datapointsToAlarm: 2 };

/** No value is no harm, unless the rule says otherwise. */
const over = { comparisonOperator: "GreaterThanThreshold", treatMissingData: "notBreaching" };

interface Limit {
  readonly stat: "Sum" | "Average" | "Maximum" | "SampleCount" | "p99";
  readonly threshold: number;
}

export const above = (metric: Metric, { stat, threshold }: Limit, patience: Patience): AlarmArgs => ({
  ...{ ...over, ...patience, threshold },
  namespace: metric.namespace,
  metricName: metric.name,
  dimensions: metric.dimensions,
  // The hundredth of a few requests is one request, and says nothing.
  ...(stat === "p99" ? { extendedStatistic: stat, evaluateLowSampleCountPercentiles: "ignore" } : { statistic: stat }),
});

interface Share {
  readonly part: Metric;
  readonly whole: Metric;
  readonly percent: number;
  /** Fewer of the whole in a period say nothing. */
  readonly least: number;
}

/** When a part is more than so many percent of the whole. */
export const shareAbove = ({ part, whole, percent, least }: Share, patience: Patience): AlarmArgs => {
  const { period, ...rest } = patience;
  return {
    ...{ ...over, ...rest, threshold: percent },
    metricQueries: [
      summed("part", part, period),
      summed("whole", whole, period),
      {
        id: "percent",
        expression: `IF(whole >= ${least}, 100 * part / whole, 0)`,
        label: `${part.name} in % of ${whole.name}`,
        returnData: true,
      },
    ],
  };
};

/** When several metrics together are over a threshold. CloudWatch takes ten for one alarm. */
export const togetherAbove = (metrics: readonly Metric[], threshold: number, patience: Patience): AlarmArgs => {
  const { period, ...rest } = patience;
  const parts = metrics.map((metric, index) => summed(`m${index}`, metric, period));
  const expression = `SUM([${parts.map(({ id }) => id).join(", ")}])`;
  return {
    ...{ ...over, ...rest, threshold },
    metricQueries: [...parts, { id: "total", expression, label: metrics[0]?.name ?? "", returnData: true }],
  };
};

/**
 * When a sum is lower than it usually is at this hour of this day, three hours in a row. The model is learnt from two
 * weeks of the metric: without a past there is no band and no alarm, and where orders are rare the band begins below 0.
 * An hour without orders has no value at all, so `alive` says which hours there were.
 * Source: CloudWatch user guide, Create_Anomaly_Detection_Alarm (a metric math expression may be its input).
 */
export const belowUsual = (metric: Metric, alive: Metric): AlarmArgs => ({
  comparisonOperator: "LessThanLowerThreshold",
  thresholdMetricId: "usual",
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  treatMissingData: "notBreaching",
  metricQueries: [
    summed("seen", metric, 3600),
    summed("alive", alive, 3600),
    { id: "zero", expression: "alive * 0", label: "zero", returnData: false },
    { id: "filled", expression: "SUM([FILL(seen, 0), zero])", label: metric.name, returnData: true },
    { id: "usual", expression: "ANOMALY_DETECTION_BAND(filled, 3)", label: "usual", returnData: true },
  ],
});

const summed = (id: string, { namespace, name, dimensions }: Metric, period: number) => ({
  id,
  metric: { namespace, metricName: name, dimensions, stat: "Sum", period },
  returnData: false,
});

/** Alarms tell a topic; what pages tells another one too, all at once, so that a pager can listen to that alone. */
export function createAlarms(settings: StageSettings, rules: readonly Rule[]): readonly aws.cloudwatch.MetricAlarm[] {
  const alarms = createTopic("Alarms", settings);
  const made = rules.map((rule) => ({ rule, alarm: createAlarm(settings, rule, alarms) }));
  const paging = made.filter(({ rule }) => rule.pages);
  if (settings.watch === "full") {
    const pages = createTopic("Pages", settings);
    const name = alarmName(settings, "ShopHurt");
    new aws.cloudwatch.CompositeAlarm("ShopHurt", {
      alarmName: name,
      alarmDescription: descriptionOf(settings, "ShopHurt", "Customers feel it: one of the alarms that page is on."),
      alarmRule: $util.all(paging.map(({ alarm }) => alarm.name)).apply((names) => names.map(inAlarm).join(" OR ")),
      alarmActions: [pages.arn],
      okActions: [pages.arn],
    });
  }
  return made.map(({ alarm }) => alarm);
}

const inAlarm = (name: string): string => `ALARM("${name}")`;
const alarmName = ({ stage }: StageSettings, name: string): string => `${appName}-${stage}-${name}`;
const descriptionOf = ({ runbook }: StageSettings, name: string, says: string): string =>
  `${says} What to do: ${runbook}#${name.toLowerCase()}`;

function createAlarm(settings: StageSettings, { name, says, when, endsSilently }: Rule, topic: aws.sns.Topic) {
  return new aws.cloudwatch.MetricAlarm(name, {
    ...when,
    name: alarmName(settings, name),
    alarmDescription: descriptionOf(settings, name, says),
    alarmActions: [topic.arn],
    ...(!endsSilently && { okActions: [topic.arn] }),
  });
}

function createTopic(name: "Alarms" | "Pages", { stage, alarmEmail }: StageSettings): aws.sns.Topic {
  const topic = new aws.sns.Topic(name, { name: `${appName}-${stage}-${name.toLowerCase()}` });
  if (alarmEmail)
    new aws.sns.TopicSubscription(`${name}Email`, { topic: topic.arn, protocol: "email", endpoint: alarmEmail });
  return topic;
}
