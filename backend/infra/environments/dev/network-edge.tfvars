rate_limit_action  = "count"
log_retention_days = 14
