/** What generated code imports, in the versions this package is tested with. */
export const VALIDATION = { 'class-transformer': '^0.5.1', 'class-validator': '^0.15.1' };
export const ONNX = { 'onnxruntime-node': '^1.30.0' };
export const MCP = { '@modelcontextprotocol/server': '^2.4.0' };
export const SPEC = { '@nestjs/testing': '^12.0.0', '@types/supertest': '^7.0.0', supertest: '^7.0.0' };
