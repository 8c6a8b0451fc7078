output "queue" {
  value = {
    name = aws_sqs_queue.main.name
    arn  = aws_sqs_queue.main.arn
    url  = aws_sqs_queue.main.url
  }
}

output "dead_letter" {
  value = {
    name = aws_sqs_queue.dead_letter.name
    arn  = aws_sqs_queue.dead_letter.arn
    url  = aws_sqs_queue.dead_letter.url
  }
}
