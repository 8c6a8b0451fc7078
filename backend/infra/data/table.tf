# The single table, as backend/src/data/table.ts says it: keys, indexes, TTL and stream come from its JSON.
resource "aws_dynamodb_table" "main" {
  name                        = "${local.name}-${local.table.name}"
  billing_mode                = local.table.billingMode
  hash_key                    = local.table.partitionKey
  range_key                   = local.table.sortKey
  deletion_protection_enabled = local.protected
  stream_enabled              = true
  stream_view_type            = local.table.streamViewType

  dynamic "attribute" {
    for_each = toset(concat(
      [local.table.partitionKey, local.table.sortKey],
      flatten([for index in local.table.globalSecondaryIndexes : [index.partitionKey, index.sortKey]]),
    ))
    content {
      name = attribute.value
      type = "S"
    }
  }

  dynamic "global_secondary_index" {
    for_each = { for index in local.table.globalSecondaryIndexes : index.name => index }
    content {
      name            = global_secondary_index.key
      hash_key        = global_secondary_index.value.partitionKey
      range_key       = global_secondary_index.value.sortKey
      projection_type = global_secondary_index.value.projection

      dynamic "warm_throughput" {
        for_each = local.warm_throughput
        content {
          read_units_per_second  = warm_throughput.value.readUnitsPerSecond
          write_units_per_second = warm_throughput.value.writeUnitsPerSecond
        }
      }
    }
  }

  dynamic "warm_throughput" {
    for_each = local.warm_throughput
    content {
      read_units_per_second  = warm_throughput.value.readUnitsPerSecond
      write_units_per_second = warm_throughput.value.writeUnitsPerSecond
    }
  }

  ttl {
    attribute_name = local.table.timeToLiveAttribute
    enabled        = true
  }

  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = 35
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.data.arn
  }

  # A global table: both Regions write, the last writer of an item wins. A sequence of events stays without holes because one
  # Region is active at a time (README, "Second region").
  replica {
    region_name                 = var.secondary_region
    kms_key_arn                 = aws_kms_replica_key.data.arn
    point_in_time_recovery      = true
    deletion_protection_enabled = local.protected
    propagate_tags              = true
  }
}
