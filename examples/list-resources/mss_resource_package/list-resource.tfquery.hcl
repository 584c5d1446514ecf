# Every package. terraform query -generate-config-out=packages.tf writes import and resource blocks for what it finds.
list "mss_resource_package" "all" {
  provider = mss
}

# Voices that are in use.
list "mss_resource_package" "voices" {
  provider = mss

  config {
    resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
    status             = "active"
  }
}
