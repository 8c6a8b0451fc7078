output "network" {
  description = "What a function or a cluster needs to live in the VPC."
  value = {
    vpc_id                     = aws_vpc.main.id
    subnet_ids                 = [for subnet in aws_subnet.private : subnet.id]
    function_security_group_id = aws_security_group.functions.id
  }
}
