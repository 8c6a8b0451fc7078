/**
 * The part of an API Gateway import document (OpenAPI 3.0 with `x-amazon-apigateway-*` extensions) that decides what the
 * gateway does at run time. AWS: "OpenAPI extensions for API Gateway".
 */
export interface ImportDocument {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components?: {
    readonly schemas?: Readonly<Record<string, unknown>>;
    readonly securitySchemes?: Readonly<Record<string, SecurityScheme>>;
  };
  readonly 'x-amazon-apigateway-request-validators'?: Readonly<Record<string, RequestValidator>>;
  readonly 'x-amazon-apigateway-request-validator'?: string;
  readonly 'x-amazon-apigateway-gateway-responses'?: Readonly<Record<string, GatewayResponse>>;
  readonly 'x-amazon-apigateway-api-key-source'?: string;
  readonly 'x-amazon-apigateway-binary-media-types'?: readonly string[];
  /** Bytes; without it nothing is compressed. */
  readonly 'x-amazon-apigateway-minimum-compression-size'?: number;
}

export type PathItem = Readonly<Record<string, unknown>>;

export interface SecurityScheme {
  readonly type: string;
  readonly name?: string;
  readonly in?: string;
  readonly 'x-amazon-apigateway-authtype'?: string;
  readonly 'x-amazon-apigateway-authorizer'?: {
    readonly type: string;
    readonly providerARNs?: readonly string[];
  };
}

export interface RequestValidator {
  readonly validateRequestBody?: boolean;
  readonly validateRequestParameters?: boolean;
}

export interface GatewayResponse {
  readonly statusCode?: string | number;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
}

export interface Operation {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>;
  };
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly 'x-amazon-apigateway-request-validator'?: string;
  readonly 'x-amazon-apigateway-integration'?: Integration;
}

export interface Integration {
  readonly type: string;
  readonly uri?: string;
  readonly timeoutInMillis?: number;
  readonly requestTemplates?: Readonly<Record<string, string>>;
  readonly responses?: Readonly<Record<string, IntegrationResponse>>;
}

export interface IntegrationResponse {
  readonly statusCode: string | number;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
}

/** One method of one resource, with everything the document says about it in one place. */
export interface Method {
  /** `operationId`, or `OPTIONS /invoices` where there is none. */
  readonly name: string;
  readonly httpMethod: string;
  /** Template such as `/invoices/{invoiceId}`. */
  readonly resourcePath: string;
  /** Stable id of the resource, as a console would show. */
  readonly resourceId: string;
  readonly parameters: readonly Parameter[];
  /** Scopes of which the token needs one; undefined: no authorizer on this method. */
  readonly authorizationScopes: readonly string[] | undefined;
  readonly apiKeyRequired: boolean;
  readonly validator: RequestValidator;
  readonly requestBodyRequired: boolean;
  /** Body schemas by media type. */
  readonly requestModels: Readonly<Record<string, unknown>>;
  readonly integration: Integration;
  /** Name of the function behind an `aws_proxy` integration. */
  readonly functionName: string | undefined;
}

const httpMethods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];

/** Lists the methods of an import document, refusing a method that leads nowhere as the import itself would. */
export function methodsOf(document: ImportDocument): Method[] {
  const validators = document['x-amazon-apigateway-request-validators'] ?? {};
  const defaultValidator = document['x-amazon-apigateway-request-validator'];
  const schemes = document.components?.securitySchemes ?? {};
  return Object.entries(document.paths).flatMap(([resourcePath, pathItem], index) =>
    httpMethods
      .filter((method) => pathItem[method] !== undefined)
      .map((method): Method => {
        const operation = pathItem[method] as Operation;
        const httpMethod = method.toUpperCase();
        const name = operation.operationId ?? `${httpMethod} ${resourcePath}`;
        const integration = operation['x-amazon-apigateway-integration'];
        if (!integration) throw new Error(`${name} has no x-amazon-apigateway-integration.`);
        const validatorName = operation['x-amazon-apigateway-request-validator'] ?? defaultValidator;
        const content = Object.entries(operation.requestBody?.content ?? {});
        return {
          name,
          httpMethod,
          resourcePath,
          resourceId: `res${index.toString(36).padStart(3, '0')}`,
          parameters: [
            ...((pathItem['parameters'] as Parameter[] | undefined) ?? []),
            ...(operation.parameters ?? []),
          ],
          ...securityOf(operation, schemes),
          validator: (validatorName === undefined ? undefined : validators[validatorName]) ?? {},
          requestBodyRequired: operation.requestBody?.required === true,
          requestModels: Object.fromEntries(
            content.map(([mediaType, { schema }]) => [mediaType, schema ?? {}]),
          ),
          integration,
          functionName:
            integration.type.toLowerCase() === 'aws_proxy' ? functionNameOf(name, integration) : undefined,
        };
      }),
  );
}

function securityOf(
  operation: Operation,
  schemes: Readonly<Record<string, SecurityScheme>>,
): Pick<Method, 'authorizationScopes' | 'apiKeyRequired'> {
  let authorizationScopes: readonly string[] | undefined;
  let apiKeyRequired = false;
  for (const [name, scopes] of (operation.security ?? []).flatMap((requirement) =>
    Object.entries(requirement),
  )) {
    const scheme = schemes[name];
    if (!scheme) throw new Error(`Security scheme ${name} is not declared.`);
    if (scheme['x-amazon-apigateway-authorizer']) authorizationScopes = scopes;
    else if (scheme.type === 'apiKey' && scheme.name?.toLowerCase() === 'x-api-key') apiKeyRequired = true;
  }
  return { authorizationScopes, apiKeyRequired };
}

/** Reads the function's name from an invoke URI (`…:function:<name>[:alias]/invocations`). */
function functionNameOf(method: string, integration: Integration): string {
  const name = /:function:([A-Za-z0-9-_]+)/.exec(integration.uri ?? '')?.[1];
  if (!name) throw new Error(`${method}: the integration's uri names no Lambda function.`);
  return name;
}

/** The values Terraform's `templatefile` gives the document on AWS, as the sandbox gives them. */
export interface DocumentValues {
  readonly userPoolArn: string;
  readonly region: string;
  readonly accountId: string;
}

/**
 * Fills the document's placeholders (`${user_pool_arn}`, `${invoke_arn_invoices_api}`), the same ones Terraform fills.
 *
 * @throws Error naming a placeholder that nothing fills.
 */
export function fillPlaceholders(document: unknown, values: DocumentValues): ImportDocument {
  const text = JSON.stringify(document).replace(/\$\{([a-z0-9_]+)\}/g, (_placeholder, name: string) => {
    if (name === 'user_pool_arn') return values.userPoolArn;
    if (name.startsWith('invoke_arn_')) {
      const functionName = name.slice('invoke_arn_'.length).replaceAll('_', '-');
      const lambda = `arn:aws:lambda:${values.region}:${values.accountId}:function:${functionName}`;
      return `arn:aws:apigateway:${values.region}:lambda:path/2015-03-31/functions/${lambda}/invocations`;
    }
    throw new Error(`The gateway document has a placeholder nothing fills: ${name}.`);
  });
  return JSON.parse(text) as ImportDocument;
}
