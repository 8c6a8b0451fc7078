# Point-in-time recovery mends mistakes of the last 35 days to the second, in both Regions; backups are for what is found later. They are
# full copies each time (DynamoDB Developer Guide, "Using AWS Backup"), so there is one a month.
resource "aws_backup_vault" "main" {
  for_each = local.regions

  region      = each.key
  name        = local.name
  kms_key_arn = local.key_arns[each.key]
}

resource "aws_backup_vault_lock_configuration" "main" {
  for_each = var.backup_lock ? aws_backup_vault.main : {}

  region              = each.key
  backup_vault_name   = each.value.name
  min_retention_days  = 7
  max_retention_days  = 366
  changeable_for_days = 30
}

# Nobody restores from them in a hurry, so those that are kept for long are kept in cold storage, which costs a third and keeps what it has
# for ninety days at least (AWS Backup Developer Guide, "Lifecycle"). Buckets' backups stay warm: S3 has no cold one.
locals {
  backups_cold_after = var.backup_retention_days > 90 ? 1 : null
}

resource "aws_backup_plan" "main" {
  name = local.name

  rule {
    rule_name         = "monthly"
    target_vault_name = aws_backup_vault.main[var.primary_region].name
    schedule          = "cron(0 2 1 * ? *)"
    start_window      = 60
    completion_window = 360

    lifecycle {
      cold_storage_after                        = local.backups_cold_after
      delete_after                              = var.backup_retention_days
      opt_in_to_archive_for_supported_resources = false
    }

    copy_action {
      destination_vault_arn = aws_backup_vault.main[var.secondary_region].arn
      lifecycle {
        cold_storage_after                        = local.backups_cold_after
        delete_after                              = var.backup_retention_days
        opt_in_to_archive_for_supported_resources = false
      }
    }
  }
}

data "aws_iam_policy_document" "assume_backup" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["backup.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_iam_role" "backup" {
  name               = "${local.name}-backup"
  assume_role_policy = data.aws_iam_policy_document.assume_backup.json
}

# AWS's own policies: the service adds actions to them when it learns to back up more.
resource "aws_iam_role_policy_attachment" "backup" {
  for_each = toset([
    "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
    "arn:aws:iam::aws:policy/AWSBackupServiceRolePolicyForS3Backup",
  ])

  role       = aws_iam_role.backup.name
  policy_arn = each.key
}

resource "aws_backup_selection" "main" {
  name         = local.name
  plan_id      = aws_backup_plan.main.id
  iam_role_arn = aws_iam_role.backup.arn
  resources = concat(
    [aws_dynamodb_table.main.arn],
    [for place, bucket in module.bucket : bucket.bucket.arn if local.bucket_places[place].region == var.primary_region && try(local.buckets[local.bucket_places[place].name].expireAfterDays, null) == null],
  )
}
