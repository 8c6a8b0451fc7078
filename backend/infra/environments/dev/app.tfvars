log_retention_days = 14

# A developer's change takes all traffic at once.
deployment_configuration = "CodeDeployDefault.LambdaAllAtOnce"
