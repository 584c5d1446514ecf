package lifecycle

// Names of before, until their users have moved.
type (
	OrderRequest       = PlaceOrder
	RenewRequest       = RenewPackages
	AutoRenewRequest   = SetAutoRenew
	RenewConfigRequest = ConfigureRenewal
	BindRequest        = BindAsset
	ReturnRequest      = ReturnPackages
	AssetRequest       = MakeAsset
	JobRequest         = CreateTrainingJob
	BatchRequest       = ActOnAssets
	RenewAssetsRequest = RenewAssets
)
