# To generate the configuration as well (-generate-config-out), add provider = mss.
import {
  to = mss_resource_package.studio
  identity = {
    project_id = "demo" # optional; another project than the provider's is an error
    id         = "sim-pkg-811b1d2998ef88bb"
  }
}
