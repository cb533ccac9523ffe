// Checks Kubernetes manifests against the Kubernetes API, without a cluster:
//
//   node check.mjs FILE...      one line for each fault, then the number of objects; exit 1 when there is a fault
//
// kubernetes-models is generated from Kubernetes' own OpenAPI document. Its validators say what is missing, of the wrong kind or malformed; they let unknown keys pass, so each object is also given to
// the TypeScript compiler as a literal of its type, which refuses those.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

const faults = [];
const source = [];
let objects = 0;

for (const file of process.argv.slice(2)) {
  // Readers of YAML 1.1, such as kubectl's, take more words for something else than a text.
  for (const document of parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1' })) {
    faults.push(...document.errors.map(e => `${file}: ${e.message}`));
    const object = document.toJS();
    if (!object?.kind || object.apiVersion.startsWith('kustomize.')) continue;
    const name = `${file}: ${object.kind} ${object.metadata?.name}`;
    const module = `kubernetes-models/${object.apiVersion}/${object.kind}`;
    let Model;
    try {
      Model = (await import(module))[object.kind];
    } catch {
      faults.push(`${name}: Kubernetes has no ${object.kind} in ${object.apiVersion}`);
      continue;
    }

    try {
      new Model(object).validate();
    } catch (e) {
      faults.push(`${name}: ${e.message}`);
    }

    source.push({ name, text: `const o${objects}: import('${module}').I${object.kind} = ${JSON.stringify(object)};` });
    objects++;
  }
}

const virtual = path.join(import.meta.dirname, 'objects.ts');
const text = source.map(s => s.text).join('\n') + '\nexport {};\n';
const options = { noEmit: true, strict: true, skipLibCheck: true, types: [], target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };
const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists, readFile } = host;
host.fileExists = file => file === virtual || fileExists(file);
host.readFile = file => (file === virtual ? text : readFile(file));
host.getSourceFile = (file, ...rest) => (file === virtual ? ts.createSourceFile(file, text, options.target) : getSourceFile.call(host, file, ...rest));
for (const d of ts.getPreEmitDiagnostics(ts.createProgram([virtual], options, host))) {
  const line = d.file?.fileName === virtual ? d.file.getLineAndCharacterOfPosition(d.start).line : -1;
  faults.push(`${source[line]?.name ?? d.file?.fileName}: ${ts.flattenDiagnosticMessageText(d.messageText, ' ')}`);
}

for (const fault of faults) console.log(fault);
console.log(`${objects} objects, ${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);
