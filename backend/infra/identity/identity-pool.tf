# AWS credentials for signed-in people, one role per group. Apps call AWS directly nowhere today, so the roles allow nothing yet;
# what a channel needs one day is added to its group's role, and whoever is in no group gets no credentials.
resource "aws_cognito_identity_pool" "main" {
  identity_pool_name               = local.name
  allow_unauthenticated_identities = false
  allow_classic_flow               = false

  dynamic "cognito_identity_providers" {
    for_each = aws_cognito_user_pool_client.user
    content {
      client_id               = cognito_identity_providers.value.id
      provider_name           = aws_cognito_user_pool.main.endpoint
      server_side_token_check = true
    }
  }
}

data "aws_iam_policy_document" "assume_group" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["cognito-identity.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "cognito-identity.amazonaws.com:aud"
      values   = [aws_cognito_identity_pool.main.id]
    }
    condition {
      test     = "ForAnyValue:StringLike"
      variable = "cognito-identity.amazonaws.com:amr"
      values   = ["authenticated"]
    }
  }
}

resource "aws_iam_role" "group" {
  for_each = local.groups

  name                 = "${local.name}-group-${each.key}"
  description          = "Signed-in people of the ${each.key} group."
  assume_role_policy   = data.aws_iam_policy_document.assume_group.json
  max_session_duration = 3600
}

resource "aws_cognito_identity_pool_roles_attachment" "main" {
  identity_pool_id = aws_cognito_identity_pool.main.id
  roles            = {}

  dynamic "role_mapping" {
    for_each = aws_cognito_user_pool_client.user
    content {
      identity_provider         = "${aws_cognito_user_pool.main.endpoint}:${role_mapping.value.id}"
      type                      = "Rules"
      ambiguous_role_resolution = "Deny"

      # In order of precedence: the first that matches decides.
      dynamic "mapping_rule" {
        for_each = [for pair in sort([for group in local.groups : "${local.group_precedence[group]} ${group}"]) : split(" ", pair)[1]]
        content {
          claim      = "cognito:groups"
          match_type = "Contains"
          value      = mapping_rule.value
          role_arn   = aws_iam_role.group[mapping_rule.value].arn
        }
      }
    }
  }
}
