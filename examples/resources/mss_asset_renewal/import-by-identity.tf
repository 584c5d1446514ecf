# To generate the configuration as well (-generate-config-out), add provider = mss.
import {
  to = mss_asset_renewal.spring
  identity = {
    project_id = "demo" # optional; another project than the provider's is an error
    id         = "sim-renewal-93c1d07be25f4a68"
  }
}
