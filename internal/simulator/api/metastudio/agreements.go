package metastudio

import (
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// The agreements of the simulated cloud.
const (
	agreementVersion = "1.0"
	AutoPayAgreement = "AUTO_PAY"
)

// signService is SignAgreement. The simulated cloud asks for the agreement only where its policy says so.
func signService(r *call.Request) (any, error) {
	if _, err := r.Do(lifecycle.SignService{}); err != nil {
		return nil, err
	}
	return mssmodel.SignAgreementResponse{
		CurrentVersion: new(agreementVersion), NeedToSign: new(false), SignedVersion: new(agreementVersion),
		SignedTime:              new(call.Instant(r.Now)),
		ResignExpireProcessMode: call.Enum[mssmodel.SignAgreementResponseResignExpireProcessMode]("EXPIRE_AUTO_AGREE"),
	}, nil
}

type signSpecialBody struct {
	AgreementType string        `json:"agreement_type"`
	ToSign        *call.Boolean `json:"to_sign"`
}

// signSpecial is SignSpecialAgreement.
func signSpecial(r *call.Request, in signSpecialBody) (any, error) {
	if in.AgreementType != AutoPayAgreement {
		return nil, r.Bad("agreement_type is %.40q, must be %s", in.AgreementType, AutoPayAgreement)
	}
	if in.ToSign == nil {
		return nil, r.Bad("to_sign is missing")
	}
	if _, err := r.Do(lifecycle.SignAutoPay{Sign: bool(*in.ToSign)}); err != nil {
		return nil, err
	}
	out := mssmodel.SignSpecialAgreementResponse{AgreementType: &in.AgreementType, CurrentVersion: new(agreementVersion)}
	if *in.ToSign {
		out.SignedVersion, out.SignedTime = new(agreementVersion), call.OptionalInstant(r.Now)
	}
	return out, nil
}
