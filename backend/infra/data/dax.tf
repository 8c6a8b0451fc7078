# Off unless `dax` is set: see the variable for what switching it on drags behind.
data "aws_iam_policy_document" "assume_dax" {
  count = var.dax == null ? 0 : 1

  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["dax.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "dax" {
  count = var.dax == null ? 0 : 1

  # A cache in front of the table reads and writes it for everybody; the functions' own roles still say who may what.
  statement {
    actions = [
      "dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem",
      "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem",
    ]
    resources = concat(
      [aws_dynamodb_table.main.arn],
      [for index in local.table.globalSecondaryIndexes : "${aws_dynamodb_table.main.arn}/index/${index.name}"],
    )
  }

  statement {
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.data.arn]
  }
}

resource "aws_iam_role" "dax" {
  count = var.dax == null ? 0 : 1

  name               = "${local.name}-dax"
  assume_role_policy = data.aws_iam_policy_document.assume_dax[0].json
}

resource "aws_iam_role_policy" "dax" {
  count = var.dax == null ? 0 : 1

  name   = "serve-the-table"
  role   = aws_iam_role.dax[0].id
  policy = data.aws_iam_policy_document.dax[0].json
}

resource "aws_dax_subnet_group" "main" {
  count = var.dax == null ? 0 : 1

  name       = local.name
  subnet_ids = try(local.edge.vpcs[var.primary_region].subnet_ids, [])

  lifecycle {
    precondition {
      condition     = contains(keys(local.edge.vpcs), var.primary_region)
      error_message = "DAX lives in a VPC: set vpc_enabled in network-edge (and in app, for the functions that read through it)."
    }
  }
}

resource "aws_security_group" "dax" {
  count = var.dax == null ? 0 : 1

  name        = "${local.name}-dax"
  description = "DAX: in from the functions."
  vpc_id      = try(local.edge.vpcs[var.primary_region].vpc_id, null)
}

resource "aws_vpc_security_group_ingress_rule" "dax" {
  count = var.dax == null ? 0 : 1

  security_group_id            = aws_security_group.dax[0].id
  description                  = "Functions, with encryption in transit"
  referenced_security_group_id = try(local.edge.vpcs[var.primary_region].function_security_group_id, null)
  ip_protocol                  = "tcp"
  from_port                    = 9111
  to_port                      = 9111
}

resource "aws_dax_cluster" "main" {
  count = var.dax == null ? 0 : 1

  cluster_name                     = local.name
  description                      = "Read cache of ${aws_dynamodb_table.main.name}"
  node_type                        = var.dax.node_type
  replication_factor               = var.dax.nodes
  iam_role_arn                     = aws_iam_role.dax[0].arn
  subnet_group_name                = aws_dax_subnet_group.main[0].name
  security_group_ids               = [aws_security_group.dax[0].id]
  cluster_endpoint_encryption_type = "TLS"

  server_side_encryption {
    enabled = true
  }
}
