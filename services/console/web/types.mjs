// Typed paths of every service from the checked-in OpenAPI documents: when a contract changes, the page stops compiling.
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import openapiTS, { astToString } from "openapi-typescript";

const services = new URL("../../", import.meta.url);
const target = new URL("./src/api/generated/", import.meta.url);
await mkdir(target, { recursive: true });
for (const id of await readdir(services)) {
  const document = new URL(`${id}/openapi.yaml`, services);
  if (!existsSync(document)) continue;
  await writeFile(new URL(`${id}.ts`, target), astToString(await openapiTS(document)));
}
