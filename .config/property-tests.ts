// Run before each test file with properties: the same runs every time, so that a red run is red again. Another seed tries others.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['NORTHWIND_FUZZ_SEED'] ?? 20_261_127) });
