package lifecycle

// AutoPaySigned is the AUTO_PAY agreement signed or withdrawn (documented: without it no order is paid automatically).
type AutoPaySigned struct {
	Signed bool `json:"signed"`
}

func (b *AutoPaySigned) apply(w *World, _ *Fact) { w.Tenant.AutoPaySigned = b.Signed }

func (b *AutoPaySigned) describe(*World) string {
	return "AUTO_PAY agreement: " + map[bool]string{true: "signed", false: "withdrawn"}[b.Signed]
}

// ServiceSigned is the service agreement signed.
type ServiceSigned struct{}

func (*ServiceSigned) apply(w *World, _ *Fact) { w.Tenant.ServiceSigned = true }

func (*ServiceSigned) describe(*World) string { return "service agreement: signed" }

// SignService signs the service agreement; again is no fact.
type SignService struct{}

// Spec of a Command.
func (SignService) Spec() Spec { return Spec{Operation: "SignService"} }

// Decide is the rule.
func (SignService) Decide(w *World) ([]string, error) {
	if !w.Tenant.ServiceSigned {
		w.record(w.Now, w.Tenant.ID, "service-agreements/signed", nil, &ServiceSigned{})
	}
	return nil, nil
}

// SignAutoPay signs or withdraws the AUTO_PAY agreement; saying what is already so makes no fact.
type SignAutoPay struct{ Sign bool }

// Spec of a Command.
func (in SignAutoPay) Spec() Spec { return Spec{Operation: "SignAutoPay", Content: in.Sign} }

// Decide is the rule.
func (in SignAutoPay) Decide(w *World) ([]string, error) {
	if w.Tenant.AutoPaySigned != in.Sign {
		w.record(w.Now, w.Tenant.ID, "special-agreements/signed", nil, &AutoPaySigned{Signed: in.Sign})
	}
	return nil, nil
}
