output "recording" {
  description = "Region → whether what belongs to no Region is recorded there."
  value       = { for region, status in aws_config_configuration_recorder_status.main : region => aws_config_configuration_recorder.main[region].recording_group[0].include_global_resource_types if status.is_enabled }
}
