# The container image for both kinds of machine: `docker buildx bake` builds it, `--push` sends it to where TAG says.
variable "TAG" {
  default = "nn-playground:latest"
}

target "default" {
  context   = "."
  platforms = ["linux/amd64", "linux/arm64"]
  tags      = [TAG]
}
