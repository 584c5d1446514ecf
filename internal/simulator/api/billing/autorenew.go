package httpapi

import (
	"net/http"
	"strings"

	bssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/catalog"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// codeDone is the error_code of a success, where the answer must have one.
const codeDone = "CBC.0000"

// autoRenewOn is AutoRenewalResources.
func autoRenewOn(r *request) (int, any, error) {
	in, err := r.autoRenewTerms()
	if err != nil {
		return 0, nil, err
	}
	return r.setAutoRenew(in)
}

// autoRenewOff is CancelAutoRenewalResources.
func autoRenewOff(r *request) (int, any, error) {
	return r.setAutoRenew(lifecycle.AutoRenewRequest{PackageID: r.PathValue("resource_id")})
}

func (r *request) setAutoRenew(in lifecycle.AutoRenewRequest) (int, any, error) {
	if err := r.cloud.SetAutoRenew(r.Context(), r.call, in); err != nil {
		return 0, nil, err
	}
	r.done()
	return http.StatusNoContent, nil, nil
}

// autoRenewTerms reads the body, which may be absent. What is not given stays as it is where automatic renewal is on already; else there is no limit
// of times, and the period is that of the last order (documented).
func (r *request) autoRenewTerms() (lifecycle.AutoRenewRequest, error) {
	out := lifecycle.AutoRenewRequest{PackageID: r.PathValue("resource_id"), On: true}
	var in struct {
		AutoRenewTimes number  `json:"auto_renew_times"`
		PeriodType     *string `json:"period_type"`
	}
	if len(r.body) > 0 || r.bodyErr != nil {
		if err := r.decode(&in); err != nil {
			return out, err
		}
	}
	if in.PeriodType != nil {
		switch *in.PeriodType {
		case "MONTH":
			out.Period = catalog.Monthly
		case "YEAR":
			out.Period = catalog.Yearly
		default:
			return out, r.bad("period_type is %.40q, must be MONTH or YEAR", *in.PeriodType)
		}
	}
	if in.AutoRenewTimes.given {
		times, err := r.int32("auto_renew_times", in.AutoRenewTimes)
		out.Times = int(times)
		return out, err
	}
	if out.KeepLimits = in.PeriodType == nil; out.KeepLimits {
		return out, nil
	}
	// Another period alone must not lift the limit of times: the caller asked for an end.
	w, err := r.look(store.Want{Packages: []string{out.PackageID}})
	if err != nil {
		return out, err
	}
	if p, ok := w.Packages[out.PackageID]; ok && p.AutoRenew {
		out.Times = p.RenewTimes
	}
	return out, nil
}

// configureRenewal is SetResourcesRenewConfig. The value is a string (documented), or a number.
func configureRenewal(r *request) (int, any, error) {
	var in struct {
		ConfigName  string `json:"config_name"`
		ConfigValue number `json:"config_value"`
	}
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	value, err := r.int32("config_value", in.ConfigValue)
	if err != nil {
		return 0, nil, err
	}
	change := lifecycle.RenewConfigRequest{Name: strings.TrimSpace(in.ConfigName), Value: int(value)}
	if err := r.cloud.ConfigureRenewal(r.Context(), r.call, change); err != nil {
		return 0, nil, err
	}
	r.done()
	return http.StatusOK, bssmodel.SetResourcesRenewConfigResponse{ErrorCode: new(codeDone), ErrorMsg: new("Success")}, nil
}
