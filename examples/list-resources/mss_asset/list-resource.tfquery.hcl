# What the pool of cloned voices keeps on the shelf.
list "mss_asset" "voices" {
  provider = mss

  config {
    pool   = "voice_clone"
    status = "active"
  }
}

# One by its name.
list "mss_asset" "narrator" {
  provider         = mss
  include_resource = true

  config {
    kind = "voice_clone"
    name = "narrator"
  }
}
