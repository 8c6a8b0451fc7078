# An account's first apply: the bucket of the states, and the two roles that the pipeline takes by OpenID Connect. There is no user
# and no long-lived key.
data "aws_caller_identity" "current" {}

locals {
  name   = "northwind-${var.environment}"
  issuer = "token.actions.githubusercontent.com"

  # A plan reads. An apply administers, because it makes roles, keys and policies itself; so it is given to nobody but the GitHub
  # environment that has reviewers, and the organization's service control policies bind it too.
  roles = {
    plan  = { subjects = ["repo:${var.repository}:environment:${var.environment}-plan"], policies = ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }
    apply = { subjects = ["repo:${var.repository}:environment:${var.environment}"], policies = ["arn:aws:iam::aws:policy/AdministratorAccess"] }
  }
}

resource "aws_s3_account_public_access_block" "main" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_kms_key" "state" {
  description             = "Terraform states of ${local.name}: they hold secrets"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_kms_alias" "state" {
  name          = "alias/${local.name}-terraform-state"
  target_key_id = aws_kms_key.state.key_id
}

module "state_bucket" {
  source = "../modules/bucket"

  name        = var.state_bucket
  region      = var.primary_region
  kms_key_arn = aws_kms_key.state.arn
}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "assume" {
  for_each = local.roles

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = each.value.subjects
    }
  }
}

resource "aws_iam_role" "pipeline" {
  for_each = local.roles

  name                 = "${local.name}-${each.key}"
  description          = "GitHub Actions, ${each.key} of ${var.environment}"
  assume_role_policy   = data.aws_iam_policy_document.assume[each.key].json
  max_session_duration = 3600
}

resource "aws_iam_role_policy_attachment" "pipeline" {
  for_each = merge([for name, role in local.roles : { for policy in role.policies : "${name} ${policy}" => { role = name, policy = policy } }]...)

  role       = aws_iam_role.pipeline[each.value.role].name
  policy_arn = each.value.policy
}

# A plan reads the states and locks nothing (`-lock=false`). Of secrets, which ReadOnlyAccess leaves out, it reads what functions
# have in their environment, through Secrets Manager only. A partner's it cannot: neither where the partner gets it, nor by asking the user
# pool about the client, which ReadOnlyAccess allows; `identity` is planned without (`deploy/step.ts`). What its state holds has ended.
data "aws_iam_policy_document" "read_state" {
  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.state.arn]
  }
  statement {
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [provider::aws::arn_build("aws", "secretsmanager", "*", data.aws_caller_identity.current.account_id, "secret:${local.name}/*")]
  }
  statement {
    sid       = "NoSecretOfAPartner"
    effect    = "Deny"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [provider::aws::arn_build("aws", "secretsmanager", "*", data.aws_caller_identity.current.account_id, "secret:${local.name}/partners/*")]
  }
  statement {
    sid       = "NoClientWithItsSecret"
    effect    = "Deny"
    actions   = ["cognito-idp:DescribeUserPoolClient"]
    resources = ["*"]
  }
  statement {
    actions   = ["kms:Decrypt"]
    resources = [provider::aws::arn_build("aws", "kms", "*", data.aws_caller_identity.current.account_id, "key/*")]
    condition {
      test     = "StringLike"
      variable = "kms:ViaService"
      values   = ["secretsmanager.*.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "read_state" {
  name   = "read-state"
  role   = aws_iam_role.pipeline["plan"].id
  policy = data.aws_iam_policy_document.read_state.json
}
