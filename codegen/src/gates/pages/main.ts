/** `node codegen/src/gates/pages/main.ts`: exit 1 where prose names what is not there. */
import { runCommand } from '../../command.ts';
import { formatFinding } from '../../contract/finding.ts';
import { readKnown, readPages, unknownNames } from './names.ts';

await runCommand(() => {
  const pages = readPages();
  const findings = unknownNames(pages, readKnown());
  for (const finding of findings) console.error(formatFinding(finding));
  if (findings.length === 0) console.log(`${pages.length} pages and sources name what is there.`);
  return Promise.resolve(findings.length > 0 ? 1 : 0);
});
