/**
 * Sends aggregate metrics to an OpenTelemetry collector, once for each call, by OTLP over HTTP with protobuf. Headers and
 * certificates are taken from OTEL_EXPORTER_OTLP_* by the official exporter and are not seen here.
 */

import type { AggregateMetric } from '../../domain/aggregate-metrics.ts';

export type SendOutcome =
  | { readonly kind: 'sent'; readonly metrics: number }
  | { readonly kind: 'bad-endpoint' }
  | { readonly kind: 'failed'; readonly reason: string };

const TIMEOUT_MS = 10_000;

/**
 * @param endpoint of the collector, with or without the path of metrics
 * @param version of Lastmile
 */
export async function sendMetrics(
  metrics: readonly AggregateMetric[],
  endpoint: string,
  version: string,
): Promise<SendOutcome> {
  const url = metricsUrl(endpoint);
  if (url === null) return { kind: 'bad-endpoint' };
  // Large, and needed by few.
  const [{ OTLPMetricExporter }, { MeterProvider, MetricReader }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/exporter-metrics-otlp-proto'),
      import('@opentelemetry/sdk-metrics'),
      import('@opentelemetry/resources'),
    ]);

  class OnceReader extends MetricReader {
    protected override async onForceFlush(): Promise<void> {}
    protected override async onShutdown(): Promise<void> {}
  }
  const reader = new OnceReader();
  const provider = new MeterProvider({
    // Not the default one: it would tell the name of the machine and of the process.
    resource: resourceFromAttributes({ 'service.name': 'lastmile', 'service.version': version }),
    readers: [reader],
  });
  const meter = provider.getMeter('lastmile', version);
  for (const { name, description, unit, points } of metrics) {
    const gauge = meter.createGauge(name, { description, unit });
    for (const { value, attributes } of points) gauge.record(value, attributes);
  }
  const { resourceMetrics, errors } = await reader.collect();
  const exporter = new OTLPMetricExporter({ url, timeoutMillis: TIMEOUT_MS });
  try {
    if (errors.length > 0) return { kind: 'failed', reason: String(errors[0]) };
    const error = await new Promise<Error | undefined>((resolve) =>
      exporter.export(resourceMetrics, (result) =>
        resolve(result.code === 0 ? undefined : (result.error ?? new Error('it was refused'))),
      ),
    );
    return error ? { kind: 'failed', reason: reasonOf(error) } : { kind: 'sent', metrics: metrics.length };
  } finally {
    await exporter.shutdown().catch(() => {});
    await provider.shutdown().catch(() => {});
  }
}

/** `/v1/metrics` below the address, unless it is there already; null for what is no address of HTTP. */
export function metricsUrl(endpoint: string): string | null {
  const url = URL.parse(endpoint);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  if (!url.pathname.endsWith('/v1/metrics')) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/metrics`;
  return url.href;
}

/** The code of the network or of HTTP says enough; messages may quote the address with what is secret in it. */
function reasonOf(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' ? `HTTP ${code}` : typeof code === 'string' ? code : error.name;
}
