rate_limit_action     = "block"
health_check_interval = 10
log_retention_days    = 365
