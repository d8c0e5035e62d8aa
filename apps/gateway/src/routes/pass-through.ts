import {
  Controller,
  HttpCode,
  Inject,
  Req,
  RequestMapping,
  RequestMethod,
  UseInterceptors,
  type Type,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type HttpMethod, type RequestContract } from '@djamms/contracts';
import { Rpc } from '@djamms/messaging';
import { Access } from '../access/access.guard';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor';
import { callOf, type ApiRequest } from './call-of';
import { readInput } from './read-input';

const methods: Record<HttpMethod, RequestMethod> = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  PUT: RequestMethod.PUT,
  DELETE: RequestMethod.DELETE,
};

/**
 * A controller whose every method hands its request to the owning service. The contract's `http` part is the whole
 * declaration of such an endpoint: path, method, access, validation and documentation follow from it.
 */
export function passThroughController(contracts: readonly RequestContract[]): Type {
  @ApiExcludeController()
  @Controller('api')
  class PassThroughController {
    constructor(@Inject(Rpc) readonly rpc: Rpc) {}
  }
  for (const contract of contracts) addRoute(PassThroughController, contract);
  return PassThroughController;
}

interface PassThrough {
  rpc: Rpc;
}

function addRoute(controller: Type<PassThrough>, contract: RequestContract): void {
  const { http, subject } = contract;
  if (!http) return;
  async function handle(this: PassThrough, request: ApiRequest): Promise<unknown> {
    const output: unknown = await this.rpc.request(
      contract,
      readInput(contract, request),
      callOf(request, contract.timeoutMs),
    );
    return http?.status === 204 ? undefined : output;
  }
  const descriptor = { value: handle, writable: true, configurable: true, enumerable: false };
  Object.defineProperty(controller.prototype, subject, descriptor);
  const target = controller.prototype as object;
  RequestMapping({ path: http.alias ? [http.path, http.alias] : http.path, method: methods[http.method] })(
    target,
    subject,
    descriptor,
  );
  HttpCode(http.status ?? 200)(target, subject, descriptor);
  Access(http.access, subject)(target, subject, descriptor);
  if (http.method === 'POST' && http.access !== 'public')
    UseInterceptors(IdempotencyInterceptor)(target, subject, descriptor);
  Req()(target, subject, 0);
}
