# With lambda_authorizer_function_name set, a REQUEST authorizer stands where the document has the user pool. Scopes belong to the
# user pool's authorizer only (API Gateway Developer Guide, "Import a REST API": x-amazon-apigateway-authorizer), so they leave the
# document and the function has to check them.
data "aws_lambda_function" "authorizer" {
  count         = var.lambda_authorizer_function_name == null ? 0 : 1
  function_name = var.lambda_authorizer_function_name
}

locals {
  lambda_authorizer = one(data.aws_lambda_function.authorizer)

  imported = jsondecode(local.gateway_document)

  gateway_document_with_lambda_authorizer = local.lambda_authorizer == null ? "" : jsonencode(merge(local.imported, {
    components = merge(local.imported.components, {
      securitySchemes = {
        for name, scheme in local.imported.components.securitySchemes : name => jsondecode(
          can(scheme["x-amazon-apigateway-authorizer"]) ? jsonencode(merge(scheme, {
            x-amazon-apigateway-authtype = "custom"
            x-amazon-apigateway-authorizer = {
              type                         = "request"
              authorizerUri                = local.lambda_authorizer.invoke_arn
              identitySource               = "method.request.header.Authorization"
              authorizerResultTtlInSeconds = 300
            }
          })) : jsonencode(scheme)
        )
      }
    })
    paths = {
      for path, item in local.imported.paths : path => {
        for method, operation in item : method => jsondecode(
          can(operation.security) ? jsonencode(merge(operation, {
            security = [for requirement in operation.security : { for name, scopes in requirement : name => [] }]
          })) : jsonencode(operation)
        )
      }
    }
  }))
}

resource "aws_lambda_permission" "authorizer" {
  count = var.lambda_authorizer_function_name == null ? 0 : 1

  statement_id  = "RestAuthorizer"
  action        = "lambda:InvokeFunction"
  function_name = var.lambda_authorizer_function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.main.execution_arn}/authorizers/*"
}
