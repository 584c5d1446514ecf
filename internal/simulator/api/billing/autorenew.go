package billing

import (
	"strings"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// codeDone is the error_code of a success, where the answer must have one.
const codeDone = "CBC.0000"

type autoRenewBody struct {
	AutoRenewTimes call.Number `json:"auto_renew_times"`
	PeriodType     *string     `json:"period_type"`
}

// autoRenewOn is AutoRenewalResources.
func autoRenewOn(r *call.Request, in autoRenewBody) (any, error) {
	terms, err := autoRenewTerms(r, in)
	if err != nil {
		return nil, err
	}
	return r.Done(terms)
}

// autoRenewOff is CancelAutoRenewalResources.
func autoRenewOff(r *call.Request) (any, error) {
	return r.Done(lifecycle.SetAutoRenew{PackageID: r.PathValue("resource_id")})
}

// autoRenewTerms reads the body, which may be absent. What is not given stays as it is where automatic renewal is on
// already; else there is no limit of times, and the period is that of the last order (documented).
func autoRenewTerms(r *call.Request, in autoRenewBody) (lifecycle.SetAutoRenew, error) {
	out := lifecycle.SetAutoRenew{PackageID: r.PathValue("resource_id"), On: true}
	if in.PeriodType != nil {
		switch *in.PeriodType {
		case "MONTH":
			out.Period = site.Monthly
		case "YEAR":
			out.Period = site.Yearly
		default:
			return out, r.Bad("period_type is %.40q, must be MONTH or YEAR", *in.PeriodType)
		}
	}
	if in.AutoRenewTimes.Given {
		times, err := r.Int32("auto_renew_times", in.AutoRenewTimes)
		out.Times = int(times)
		return out, err
	}
	if out.KeepLimits = in.PeriodType == nil; out.KeepLimits {
		return out, nil
	}
	// Another period alone must not lift the limit of times: the caller asked for an end.
	w, err := r.Look(lifecycle.Selection{Packages: []string{out.PackageID}})
	if err != nil {
		return out, err
	}
	if p, ok := w.Packages[out.PackageID]; ok && p.AutoRenew {
		out.Times = p.RenewTimes
	}
	return out, nil
}

type configureRenewalBody struct {
	ConfigName  string      `json:"config_name"`
	ConfigValue call.Number `json:"config_value"`
}

// configureRenewal is SetResourcesRenewConfig. The value is a string (documented), or a number.
func configureRenewal(r *call.Request, in configureRenewalBody) (any, error) {
	value, err := r.Int32("config_value", in.ConfigValue)
	if err != nil {
		return nil, err
	}
	change := lifecycle.ConfigureRenewal{Name: strings.TrimSpace(in.ConfigName), Value: int(value)}
	if _, err := r.Do(change); err != nil {
		return nil, err
	}
	return bssmodel.SetResourcesRenewConfigResponse{ErrorCode: new(codeDone), ErrorMsg: new("Success")}, nil
}
