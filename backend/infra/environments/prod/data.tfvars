backup_retention_days = 90
backup_lock           = true
