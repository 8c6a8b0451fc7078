backup_retention_days = 91
backup_lock           = true
