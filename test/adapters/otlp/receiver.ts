/**
 * A collector's receiver: OTLP metrics over HTTP, read by the code that is generated from OpenTelemetry's own protobuf
 * definitions, and nothing that they do not know is let through.
 */

import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

const require = createRequire(import.meta.url);
interface Message {
  decode(bytes: Uint8Array): unknown;
  toObject(message: unknown, options: { longs: unknown }): unknown;
}
const root = require('otlp-definitions/build/src/generated/root.js') as {
  opentelemetry: {
    proto: { collector: { metrics: { v1: { ExportMetricsServiceRequest: Message } } } };
  };
};
const { ExportMetricsServiceRequest } = root.opentelemetry.proto.collector.metrics.v1;

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}
interface Request {
  readonly resourceMetrics: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeMetrics: readonly {
      readonly metrics: readonly {
        readonly name: string;
        readonly unit: string;
        readonly description: string;
        readonly gauge?: {
          readonly dataPoints: readonly {
            readonly asDouble?: number;
            readonly asInt?: number;
            readonly attributes?: readonly Attribute[];
          }[];
        };
      }[];
    }[];
  }[];
}

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly resource: Readonly<Record<string, string | undefined>>;
  /** `name{key=value} value unit` */
  readonly points: readonly string[];
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  /** what it answers with from now on */
  answer(status: number): void;
  stop(): Promise<void>;
}

const record = (attributes: readonly Attribute[] = []): Record<string, string | undefined> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const told = ExportMetricsServiceRequest.toObject(ExportMetricsServiceRequest.decode(bytes), {
        longs: Number,
      }) as Request;
      const metrics = told.resourceMetrics.flatMap((it) => it.scopeMetrics.flatMap((scope) => scope.metrics));
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        bytes,
        resource: record(told.resourceMetrics[0]?.resource.attributes),
        points: metrics.flatMap(({ name, unit, gauge }) =>
          (gauge?.dataPoints ?? []).map(({ asDouble, asInt, attributes }) => {
            const of = Object.entries(record(attributes)).map(([key, value]) => `${key}=${value}`);
            return `${name}{${of.join(',')}} ${asDouble ?? asInt} ${unit}`;
          }),
        ),
      });
      response.writeHead(status, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer(next) {
      status = next;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
