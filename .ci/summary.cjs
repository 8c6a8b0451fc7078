// Says at the end of a run what its test report holds: each failure by file and name with the head of its message, and the counts.
const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const headOf = (text) => (text ?? '').split('\n').slice(0, 6).join('\n    ');

let passed = 0;
let failed = 1;
try {
  const report = JSON.parse(fs.readFileSync(path.join(__dirname, 'test-results.json'), 'utf8'));
  passed = report.numPassedTests;
  failed = report.numFailedTests + (report.success || report.numFailedTests > 0 ? 0 : 1);
  for (const file of report.testResults) {
    const name = path.relative(root, file.name);
    if (file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'))
      console.log(`\nfailed: ${name}\n    ${headOf(file.message)}`);
    for (const test of file.assertionResults.filter(({ status }) => status === 'failed'))
      console.log(`\nfailed: ${name} > ${test.fullName}\n    ${headOf(test.failureMessages[0])}`);
  }
} catch (error) {
  console.log(`no test report: ${error.message}`);
}
console.log(`\n${passed} passed, ${failed} failed`);
