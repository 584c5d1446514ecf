# To generate the configuration as well (-generate-config-out), add provider = mss.
import {
  to = mss_asset.narrator
  identity = {
    project_id = "demo" # optional; another project than the provider's is an error
    id         = "sim-asset-4f20c7d1a86e93b5"
  }
}
