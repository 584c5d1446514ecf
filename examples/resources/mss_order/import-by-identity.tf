# To generate the configuration as well (-generate-config-out), add provider = mss.
import {
  to = mss_order.months
  identity = {
    project_id = "demo" # optional; another project than the provider's is an error
    id         = "CS2703010000SIM5B0D41E7C2"
  }
}
