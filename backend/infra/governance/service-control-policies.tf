# What nobody in an environment's account may do, whatever a role there allows. A service control policy grants nothing.
locals {
  # Services that have one endpoint for the world, in us-east-1 or elsewhere; a Region condition would forbid them.
  global_services = [
    "account:*", "budgets:*", "ce:*", "cloudfront:*", "cur:*", "globalaccelerator:*", "health:*", "iam:*", "organizations:*",
    "pricing:*", "route53:*", "route53domains:*", "shield:*", "sts:*", "support:*", "tag:*", "trustedadvisor:*", "waf:*", "wafv2:*",
  ]

  policies = {
    deny-public-buckets = {
      description = "Buckets stay private, and the block on public access stays on."
      statements = [
        {
          Sid      = "KeepPublicAccessBlock"
          Effect   = "Deny"
          Action   = ["s3:PutAccountPublicAccessBlock"]
          Resource = "*"
          # The block may be put on, by the pipeline at set-up, and never off.
          Condition = { ArnNotLike = { "aws:PrincipalArn" = "arn:aws:iam::*:role/northwind-*-apply" } }
        },
        {
          Sid       = "NoPublicAcl"
          Effect    = "Deny"
          Action    = ["s3:PutBucketAcl", "s3:PutObjectAcl", "s3:PutObject", "s3:CreateBucket"]
          Resource  = "*"
          Condition = { StringLike = { "s3:x-amz-acl" = ["public-read", "public-read-write", "authenticated-read"] } }
        },
      ]
    }

    require-encryption = {
      description = "Nothing is stored in the clear."
      statements = [
        {
          Sid       = "NoUnencryptedTransport"
          Effect    = "Deny"
          Action    = ["s3:*"]
          Resource  = "*"
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        },
        {
          Sid      = "NoWeakerObjectEncryption"
          Effect   = "Deny"
          Action   = ["s3:PutObject"]
          Resource = "*"
          Condition = {
            StringNotEqualsIfExists = { "s3:x-amz-server-side-encryption" = ["AES256", "aws:kms", "aws:kms:dsse"] }
          }
        },
        {
          Sid       = "NoUnencryptedDatabases"
          Effect    = "Deny"
          Action    = ["rds:CreateDBCluster", "rds:CreateDBInstance"]
          Resource  = "*"
          Condition = { Bool = { "rds:StorageEncrypted" = "false" } }
        },
        {
          Sid       = "NoUnencryptedVolumes"
          Effect    = "Deny"
          Action    = ["ec2:CreateVolume", "ec2:RunInstances"]
          Resource  = "arn:aws:ec2:*:*:volume/*"
          Condition = { Bool = { "ec2:Encrypted" = "false" } }
        },
        {
          Sid       = "KeysOutliveMistakes"
          Effect    = "Deny"
          Action    = ["kms:ScheduleKeyDeletion"]
          Resource  = "*"
          Condition = { NumericLessThan = { "kms:ScheduleKeyDeletionPendingWindowInDays" = "30" } }
        },
      ]
    }

    allowed-regions = {
      description = "Only ${join(", ", var.allowed_regions)}."
      statements = [
        {
          Sid       = "OtherRegions"
          Effect    = "Deny"
          NotAction = local.global_services
          Resource  = "*"
          Condition = { StringNotEquals = { "aws:RequestedRegion" = var.allowed_regions } }
        },
      ]
    }

    protect-trail = {
      description = "Nobody stops being watched."
      statements = [
        {
          Sid    = "KeepTrail"
          Effect = "Deny"
          Action = [
            "cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors", "cloudtrail:StopLogging", "cloudtrail:UpdateTrail",
          ]
          Resource = "*"
        },
        {
          Sid    = "KeepConfig"
          Effect = "Deny"
          Action = [
            "config:DeleteConfigRule", "config:DeleteConfigurationRecorder", "config:DeleteDeliveryChannel",
            "config:StopConfigurationRecorder",
          ]
          Resource  = "*"
          Condition = { ArnNotLike = { "aws:PrincipalArn" = "arn:aws:iam::*:role/aws-service-role/*" } }
        },
        {
          Sid      = "StayInOrganization"
          Effect   = "Deny"
          Action   = ["organizations:LeaveOrganization"]
          Resource = "*"
        },
      ]
    }
  }

  attachments = {
    for pair in setproduct(keys(local.policies), keys(var.workload_unit_ids)) :
    "${pair[0]} ${pair[1]}" => { policy = pair[0], unit = var.workload_unit_ids[pair[1]] }
  }
}

resource "aws_organizations_policy" "service_control" {
  for_each = local.policies

  name        = "northwind-${each.key}"
  description = each.value.description
  type        = "SERVICE_CONTROL_POLICY"
  content     = jsonencode({ Version = "2012-10-17", Statement = each.value.statements })

  # Policies of a type are refused while the type is off.
  depends_on = [aws_organizations_organization.main]
}

resource "aws_organizations_policy_attachment" "service_control" {
  for_each = local.attachments

  policy_id = aws_organizations_policy.service_control[each.value.policy].id
  target_id = each.value.unit
}
