package wire

import "strings"

// RealEndpoint is the MetaStudio service of a region of the real cloud (documented).
func RealEndpoint(region string) string { return "https://metastudio." + region + ".myhuaweicloud.com" }

// RealBilling is the billing service of a region's site (documented).
func RealBilling(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "https://bss.myhuaweicloud.com"
	case strings.HasPrefix(region, "eu-west-1"):
		return "https://bss.myhuaweicloud.eu"
	default:
		return "https://bss-intl.myhuaweicloud.com"
	}
}

// RealIdentity names an account of the real cloud, which tells no identity of its own: a clone has it among its
// ancestors, and accepts copies of the account's states by it.
func RealIdentity(endpoint, project string) string {
	return strings.TrimSuffix(endpoint, "/") + "/" + project
}
