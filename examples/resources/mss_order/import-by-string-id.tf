# To generate the configuration as well (-generate-config-out), add provider = mss.
import {
  to = mss_order.months
  id = "CS2703010000SIM5B0D41E7C2"
}
