/** The REST API as an OpenAPI document, from the gateway's code. */
export async function openApiText() {
  const { buildOpenApiDocument } = await import(
    new URL('../dist/apps/gateway/src/openapi/document.js', import.meta.url).href
  );
  return `${JSON.stringify(await buildOpenApiDocument(), null, 2)}\n`;
}
