rate_limit_action  = "block"
log_retention_days = 30
