package httpapi

import (
	"net/http"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

const (
	agreementVersion = "1.0"
	autoPayAgreement = "AUTO_PAY"
)

// signService is SignAgreement. The simulated cloud asks for the agreement only where its policy says so.
func signService(r *request) (int, any, error) {
	if err := r.cloud.SignService(r.Context(), r.call); err != nil {
		return 0, nil, err
	}
	w, err := r.lookAfter(store.Want{})
	if err != nil {
		return 0, nil, err
	}
	return http.StatusOK, mssmodel.SignAgreementResponse{
		CurrentVersion: new(agreementVersion), NeedToSign: new(false), SignedVersion: new(agreementVersion), SignedTime: new(wireTime(w.Now)),
		ResignExpireProcessMode: enum[mssmodel.SignAgreementResponseResignExpireProcessMode]("EXPIRE_AUTO_AGREE"),
	}, nil
}

// signSpecial is SignSpecialAgreement.
func signSpecial(r *request) (int, any, error) {
	var in struct {
		AgreementType string `json:"agreement_type"`
		ToSign        *bool  `json:"to_sign"`
	}
	if err := r.decode(&in); err != nil {
		return 0, nil, err
	}
	if in.AgreementType != autoPayAgreement {
		return 0, nil, r.bad("agreement_type is %.40q, must be %s", in.AgreementType, autoPayAgreement)
	}
	if in.ToSign == nil {
		return 0, nil, r.bad("to_sign is missing")
	}
	if err := r.cloud.SignAutoPay(r.Context(), r.call, *in.ToSign); err != nil {
		return 0, nil, err
	}
	r.done()
	out := mssmodel.SignSpecialAgreementResponse{AgreementType: &in.AgreementType, CurrentVersion: new(agreementVersion)}
	if *in.ToSign {
		out.SignedVersion, out.SignedTime = new(agreementVersion), optionalTime(r.now)
	}
	return http.StatusOK, out, nil
}
