// Package rules lists the rules of the simulated cloud in sentences, for the guide and for the test that each of them
// has a test.
package rules

// Rule is a rule of the simulated cloud in a sentence, for the documentation. Its numbers are in the policy.
type Rule struct {
	Topic string
	Text  string
	// Provenance is documented (by Source), observed, or assumed (if the documents are silent or contradict each other).
	Provenance string
	Source     string
	Test       string // the test that holds it
}

const (
	documented = "documented"
	assumed    = "assumed"

	sourceGuide   = "MetaStudio purchase guide"
	sourceRenewal = "asset renewal management"
	sourceOrders  = "MetaStudio order API"
	sourceBilling = "billing documentation"
	sourceSilent  = "the documents are silent"
	sourceDiffer  = "the documents contradict each other"
	sourceOwn     = "this project"
)

// All are the rules in the order in which the documentation tells them.
func All() []Rule {
	return []Rule{
		{"Time", "A term ends at 23:59:59 UTC+8 on the day of the month on which the first term began, or on the last day " +
			"of a shorter month. Terms are always counted from the first one, so month ends do not drift.", documented,
			sourceBilling, "TestEndCountsFromTheFirstAnchor"},
		{"Time", "To reach an instant, the fewest months that reach it are counted.", assumed, sourceOwn,
			"TestMonthsUntilIsTheFewest"},
		{"Time", "Everything that is due before a change is settled before the change, each at its own instant. Settling " +
			"in two steps equals settling in one.", assumed, sourceOwn, "TestSettleToAAndThenToBEqualsSettleToB"},
		{"Time", "Due charges are made in order of their instant, then of the package's end, then of the purchase.", assumed,
			sourceSilent, "TestDueChargesAreOrderedByInstantThenEndThenPurchase"},
		{"Time", "A call at an instant before the newest recorded fact is refused.", assumed, sourceOwn,
			"TestAnInstantBeforeTheNewestFactIsRefused"},
		{"Time", "A read at a later instant stores nothing.", assumed, sourceOwn, "TestAReadMakesNoFactAndNoFile"},
		{"Time", "An account's clock is `client` (each caller may set the instant of a call), `real`, or `held` (fixed " +
			"until it is moved).", assumed, sourceOwn, "TestAHeldClockStandsUntilItIsMoved"},
		{"Time", "With a `real` or `held` clock, callers may look ahead but cannot change anything at an instant of their " +
			"own. A `real` clock cannot be moved.", assumed, sourceOwn, "TestARealClockIsNotMovedAndTakesNoInstant"},
		{"Time", "One call settles at most 50,000 automatic charges. If more are due by its instant, the call is refused: " +
			"go there in smaller steps.", assumed, sourceOwn, "TestOneCallSettlesSoMuch"},
		{"Time", "Instants are whole seconds; fractions are cut off.", assumed, sourceOwn, "TestParseInstant"},
		{"Time", "A clock moves forward only, to an instant or by a calendar duration in UTC+8. A day that a month does " +
			"not have becomes its last day.", assumed, sourceOwn, "TestParseDuration"},

		{"Orders", "The site must sell each line of an order for its period type, within the limits of the catalogue.",
			documented, sourceOrders, "TestOrderIsRefusedForWhatIsNotSold"},
		{"Orders", "The total months of a package are limited, whether bought at once or by renewal.", assumed,
			"CBC.99003154 exists, its number is not documented", "TestAnOrderIsAtMostTheMonthsThatAreSold"},
		{"Orders", "The China site sells modelling as one-off only.", documented, sourceBilling,
			"TestChinaSellsModellingOneOffOnly"},
		{"Orders", "A new customer can buy the trial package once.", documented, "FAQ of the China site",
			"TestTrialPackageIsForNewCustomersOnce"},
		{"Orders", "A product may require a service ticket before it can be bought.", documented, sourceGuide,
			"TestServiceTicketOpensAProduct"},
		{"Orders", "Automatic payment debits the account. If it fails, the order exists and can be paid by hand. It fails " +
			"without the AUTO_PAY agreement.", documented, sourceOrders, "TestAutomaticPayment"},
		{"Orders", "An unpaid order is cancelled at its payment deadline.", documented, sourceBilling,
			"TestOrderWaitsSevenDaysForItsPayment"},
		{"Orders", "A policy can require the signed service agreement for orders; the default does not.", assumed,
			sourceSilent, "TestOrdersMayNeedTheServiceAgreement"},
		{"Orders", "A policy can make a paid purchase take time to process; by default it is completed at once. Until it " +
			"is completed, nothing shows or takes its packages, and their terms begin when it is. A renewal is completed " +
			"at once.", assumed, sourceOwn, "TestProcessingDeliversNothingBeforeItEnds"},
		{"Orders", "A payment that the balance does not cover moves no money.", documented, sourceBilling,
			"TestPaymentWithoutFundsMovesNothing"},
		{"Orders", "A completed order has delivered every line, by default at the instant of payment. Several units of a " +
			"modelling product are delivered as packages of one unit each, everything else as one package per line.", assumed,
			sourceSilent, "TestPaymentDeliversEveryItemAtItsInstant"},
		{"Orders", "A paid order delivers what it was priced for, even if the unified day, the catalogue or the policy " +
			"has changed since.", documented, sourceBilling + " for the price; for what is delivered assumed",
			"TestAnOrderDeliversWhatItWasPricedFor"},
		{"Orders", "The amount of an order has at most 15 digits, as in billing's amounts. A payment, deposit or return " +
			"that would overflow the balance is refused.", assumed, sourceOwn, "TestSumsThatCannotBeCountedAreRefused"},
		{"Orders", "A repeated call with the same client token returns the first result; different content is refused.",
			assumed, sourceOwn, "TestSameTokenSameAnswer"},

		{"Prices", "A quote returns what an order charges, before discounts and with each available discount. It changes " +
			"nothing.", assumed, sourceOwn, "TestAQuotedPriceIsWhatOrderingCharges"},
		{"Prices", "A quote of a renewal returns what the renewal charges.", assumed, sourceOwn,
			"TestAQuotedRenewalIsWhatRenewingCharges"},
		{"Prices", "In a quote of renewals, only the package that cannot be renewed fails; the others are priced.",
			documented,
			sourceBilling, "TestARenewalThatCannotBeQuotedFailsByItself"},
		{"Prices", "The best offer is the commercial or partner discount that saves most; if equal, the commercial one. " +
			"Promotions are not included.", documented, sourceBilling,
			"TestTheBestOfferIsTheGreatestOfACommercialOrPartnerDiscount"},

		{"Coupons and discounts", "Coupons pay first, and each can be used once. The part of a coupon that an order does " +
			"not need is lost.", assumed, sourceSilent, "TestCouponsPayFirstAndOnce"},
		{"Coupons and discounts", "A coupon has a validity, a minimum amount and products. An order takes at most three " +
			"coupons, never cash and discount coupons together, and combines them with a discount only if the coupon allows it.",
			documented, sourceBilling, "TestCouponIsRefused"},
		{"Coupons and discounts", "Automatic payment selects the discount that saves most, preferring a commercial one, " +
			"and then coupons.", documented, sourceBilling, "TestAutomaticPaymentTakesTheBestByItself"},
		{"Coupons and discounts", "The price is fixed when the order is placed. If its discount ends before the payment " +
			"deadline, the order must be paid by then. Selected coupons are locked while the order can be paid.", documented,
			sourceBilling, "TestFailedAutomaticPaymentKeepsThePriceAndLocksTheCoupons"},
		{"Coupons and discounts", "A cancelled order releases its coupons.", assumed, sourceSilent,
			"TestALapsedOrCancelledOrderFreesItsCoupons"},
		{"Coupons and discounts", "Renewals get no discount.", documented, "renewing a resource package",
			"TestRenewalsGetNoDiscount"},

		{"Packages", "After its end a package is in grace: its assets work, but no assets can be created or bound, and " +
			"automatic renewal cannot be enabled. Then it is frozen with its assets, then released.", documented, sourceBilling,
			"TestPackagePassesGraceAndRetention"},
		{"Packages", "Grace and retention depend on the customer's level on the China site.", documented, sourceBilling,
			"TestCustomerLevelIsThePolicyOfItsTenant"},
		{"Packages", "On-shelf months, unused one-off units and video packages expire at their end without grace, and " +
			"cannot be renewed.", documented, sourceRenewal, "TestProductsThatLapseHaveNoGrace"},
		{"Packages", "A one-off unit expires a year after delivery; using it starts a new year. It cannot be renewed or " +
			"returned.", documented, "user guide for service providers; assumed for all", "TestOneOffUnitLivesAYearFromItsUse"},
		{"Packages", "A renewal starts at the old end, also in grace and retention, so the elapsed days are lost. It " +
			"unfreezes the package.", documented, sourceBilling, "TestRenewalStartsAtTheOldEnd"},
		{"Packages", "A renewal may end in the past.", assumed, sourceSilent, "TestRenewalMayEndInThePast"},
		{"Packages", "A released package cannot be renewed, and a renewal order for it cannot be paid.", documented,
			sourceBilling, "TestReleasedPackagesCannotBeRenewed"},
		{"Packages", "A package in an unpaid renewal order cannot be renewed or returned.", documented, sourceBilling,
			"TestUnpaidOrderBlocksRenewalAndReturn"},
		{"Packages", "With a unified expiration day, renewals end on that day. The additional days are charged by the " +
			"day, with 30 days per month.", documented, sourceBilling + "; the formula is assumed", "TestUnifiedExpirationDay"},
		{"Packages", "A renewal is for 1 to 11 months or 1 to 3 years.", documented, sourceBilling, "TestRenewalIsRefused"},
		{"Packages", "Billing's update time of a package changes with every call and renewal that changes it, and when " +
			"its term, grace or retention ends.", assumed, sourceSilent, "TestAPackageIsUpdatedWhenItChanges"},
		{"Packages", "A pay-per-use package is valid for its own period and cannot be renewed or returned.", documented,
			sourceBilling + "; its period is assumed", "TestPayPerUsePackageIsValidForItsOwnPeriod"},

		{"Automatic renewal", "The first attempt is at 03:00 UTC+8, some days before the end. If it is enabled later than " +
			"that, the first attempt is at the next 03:00.", documented, sourceBilling,
			"TestAutoRenewalChargesSevenDaysBeforeTheEnd"},
		{"Automatic renewal", "Of the attempts that fail alike only the first is a fact. `simulator events` tells the " +
			"others in one line. None of them can succeed before money or rules change, or an unpaid order is cancelled.",
			assumed, sourceSilent, "TestRetriesAreAsIfEachHadBeenMade"},
		{"Automatic renewal", "A failed attempt is retried every day until the retention ends.", documented,
			sourceBilling + "; " + sourceDiffer + " on the last day", "TestFailedAutoRenewalIsTriedDailyUntilTheRetentionEnds"},
		{"Automatic renewal", "A successful attempt in grace or retention renews from the old end and unfreezes the package.",
			assumed, sourceSilent, "TestAutoRenewalThatSucceedsInRetentionUnfreezes"},
		{"Automatic renewal", "It can be enabled only before the end, and disabled at any time.", documented, sourceBilling,
			"TestAutoRenewalIsSwitchedOnBeforeTheEndOnly"},
		{"Automatic renewal", "It renews by one period of the last order's type, or of the configured type, and stops " +
			"after the configured number of times.", documented, sourceBilling + "; " + sourceDiffer + " on the default period",
			"TestAutoRenewalStopsAfterItsTimes"},
		{"Automatic renewal", "Renewing by hand keeps it enabled and moves the next charge.", documented, sourceBilling,
			"TestManualRenewalMovesTheAutomaticOne"},
		{"Automatic renewal", "The account can set the deduction day, two to seven days before the end.", documented,
			sourceBilling, "TestDayOfDeductionMovesEveryCharge"},

		{"Returns", "For a term that has begun, the unused hours are refunded, minus a fee in percent of the term's " +
			"payment. The refund is rounded down and never below zero.", documented, sourceBilling, "TestRefundGoldenCase"},
		{"Returns", "A term that has not begun is refunded in full, a past term not at all. In grace nothing is refunded.",
			documented, sourceBilling + "; in grace assumed", "TestRefundByTerm"},
		{"Returns", "A new purchase is refunded in full within five days, within the yearly quota.", documented,
			sourceBilling,
			"TestFiveDayFullRefundWithinTheYearsQuota"},
		{"Returns", "A full refund returns cash coupons, but not discount coupons.", documented, sourceBilling,
			"TestFullRefundGivesCashCouponsBackOnly"},
		{"Returns", "Renewed terms that have not begun can be returned separately.", documented, sourceBilling,
			"TestOnlyRenewedTermsAreReturned"},
		{"Returns", "Frozen and one-off packages cannot be returned. On-shelf months can be returned only if none is spent.",
			documented, sourceBilling + "; for on-shelf months assumed", "TestReturnIsRefused"},
		{"Returns", "Returning a package deletes its asset at once.", assumed, sourceSilent,
			"TestReturningAPackageDeletesItsAssetAtOnce"},

		{"Assets", "An asset is created from a free unit of an active package. The unit stays bound to it permanently.",
			documented, sourceGuide, "TestAssetIsMadeFromAFreeUnitOfAnActivePackage"},
		{"Assets", "Deleting moves an asset to the recycle bin, from which it can be restored; forced deletion is final. " +
			"Neither frees the unit.", documented, "digital asset API; for the unit assumed",
			"TestDeletingGoesToTheBinAndNeverFreesTheUnit"},
		{"Assets", "Names are compared in Unicode normalization form C and stored as given.", assumed, sourceOwn,
			"TestANameInAnotherFormRestoresItsAsset"},
		{"Assets", "The recycle bin deletes an asset after a number of days. Its term continues in the bin.", assumed,
			"the recycle bin is documented, its days are not", "TestRecycleBinEmptiesItselfAfterItsDays"},
		{"Assets", "A policy can make training take days, during which the asset is `creating`; by default it is created " +
			"at once.", assumed, sourceOwn, "TestTrainingTakesThePolicysDays"},
		{"Assets", "An asset cannot be deleted while its package renews automatically.", documented, sourceGuide,
			"TestDeletionIsRefusedUnderAutoRenewal"},
		{"Assets", "An asset ends at the later of its package's end and its own on-shelf date. Grace and retention count " +
			"from that end, and a released package deletes it only after its own retention.", assumed,
			"joins two vendors' rules",
			"TestAssetEndIsTheLaterOfPackageAndMonths"},
		{"Assets", "If the policy says so, releasing a package always deletes its asset.", documented, sourceGuide,
			"TestCascadeAlwaysTakesTheAssetWithItsPackage"},
		{"Assets", "The status with the highest precedence applies: deleted, recycled, frozen, grace, inactive, active.",
			assumed, sourceSilent, "TestAssetStatusPrecedence"},
		{"Assets", "An asset can be bound to a free unit of another active package for its kind. Its previous unit stays " +
			"used.", documented, "bind-resource API; the rest is assumed", "TestAssetIsBoundToAnotherPackage"},

		{"Assets", "An action on several assets does for each what the single call does. A refusal for one does not stop " +
			"the others.", documented, "digital asset API", "TestABatchActsOnEachAssetByItself"},

		{"After a killed apply", "What a killed apply bought or created is adopted once by an identical block of the next " +
			"apply. Of several identical orders, a block adopts one that paid no more than the block asks for.", assumed,
			sourceOwn, "TestIdenticalPackagesAreAdoptedInAnyOrder"},
		{"After a killed apply", "An asset that no state has shown belongs to the block that has its unit, and becomes " +
			"what that block asks for.", assumed, sourceOwn, "TestIdenticalPackagesAreAdoptedInAnyOrder"},
		{"After a killed apply", "Months that no state has shown, of an adopted asset, are withdrawn if its block asks " +
			"for different ones, and their units are free again.", assumed, sourceOwn,
			"TestIdenticalPackagesAreAdoptedInAnyOrder"},
		{"After a killed apply", "Assets and months of an adopted package or asset that no block has asked for are " +
			"withdrawn when the next apply ends normally.", assumed, sourceOwn, "TestIdenticalPackagesAreAdoptedInAnyOrder"},
		{"After a killed apply", "What a state shows is never adopted by another block or withdrawn.", assumed, sourceOwn,
			"TestALostRenewalOfAKnownAssetStays"},

		{"Training jobs", "Submitting a job uses one unit and creates the asset that the job trains. A refused submission " +
			"uses nothing.", documented, "training API; the instant at which the unit is taken is assumed",
			"TestSubmittingAJobTakesAUnitAndMakesItsAsset"},
		{"Training jobs", "The asset gets its job's tags, user and services, and the sex and language of the voice.",
			documented, "digital asset API; what comes from the job is assumed", "TestAnAssetHasWhatItsJobSaid"},
		{"Training jobs", "A voice is trained from a package of its edition, an avatar from a package for studio avatars. " +
			"If there are several, the one that ends first is used.", documented, "resource types; which of several is assumed",
			"TestJobsTakeThePackageOfTheirEditionThatEndsFirst"},
		{"Training jobs", "A job trains for the policy's number of days. It fails if its asset is deleted first.", assumed,
			sourceOwn, "TestAJobTrainsForThePolicysDays"},
		{"Training jobs", "Files and reviews are not simulated: no job is rejected, and a job can be changed until it is " +
			"submitted.", assumed, sourceOwn, "TestAJobIsChangedUntilItIsSubmitted"},
		{"Training jobs", "A job in training cannot be deleted. Deleting a job keeps its asset, and deleting the asset " +
			"keeps the job.", documented, "training API, for images; for voices, and that the asset stays, assumed",
			"TestDeletingAJobLeavesItsAsset"},

		{"On-shelf months", "One unit renews one asset of its pool by one month, counted from the asset's current end.",
			documented, sourceRenewal + "; for an end that is past assumed", "TestMonthsAddUpFromTheFirstAnchor"},
		{"On-shelf months", "Months of an asset that has ended count from its end, or from the present if the " +
			"policy says so.",
			assumed, sourceSilent, "TestMonthsOfAnEndedAssetMayCountFromNow"},
		{"On-shelf months", "Kinds without a pool cannot be renewed.", documented, sourceRenewal,
			"TestKindsInNoPoolAreNotRenewed"},
		{"On-shelf months", "A voice without an end is permanent and cannot be renewed.", documented, "digital human API",
			"TestAPermanentVoiceHasNoEndAndIsNeverRenewed"},
		{"On-shelf months", "A batch gives each asset its own months, and the sum must not exceed the available units. " +
			"Avatars and voices may share a batch; each pool is checked.", documented, sourceRenewal + "; sharing is assumed",
			"TestABatchMixesPoolsAndIsCheckedPerPool"},
		{"On-shelf months", "A whole batch is refused, with nothing spent, for an unknown or duplicate asset, months " +
			"below 1, or a pool that is short.", assumed, sourceSilent, "TestRenewalIsRefusedWhole"},
		{"On-shelf months", "A recycled or deleted asset fails only its own row; every row returns its outcome.", assumed,
			sourceRenewal + " shows a result list", "TestRecycledAssetFailsItsOwnRowOnly"},
		{"On-shelf months", "Units of the package that ends first are spent first. Months already granted stay when a " +
			"package expires.", assumed, sourceSilent, "TestEarliestEndingPackageIsDebitedFirstAcrossPackages"},
		{"On-shelf months", "An asset can be renewed until an instant, by the fewest months that reach it.", assumed,
			sourceOwn, "TestValidThroughSpendsTheFewestMonths"},

		{"Account", "All money is booked by double entry, and the entries of every fact sum to zero.", assumed, sourceOwn,
			"TestRandomHistories"},
		{"Account", "Money can be deposited to an account with a balance.", assumed, sourceOwn, "TestDepositAddsToABalance"},
		{"Account", "The lines of a statement add up from the opening to the closing balance.", assumed, sourceOwn,
			"TestStatementAddsUp"},
		{"Account", "Policy, catalogue and level can be replaced later. The policy in force at a package's end determines " +
			"its grace and retention.", assumed, sourceOwn, "TestThePolicyInForceAtAnEndGovernsIt"},
		{"Account", "An account keeps the site, level, policy, catalogue and opening balance of its first write, unless a " +
			"command replaces its rules.", assumed, sourceOwn, "TestTenantSettingsStay"},

		{"Faults", "Which call a fault hits follows from how many calls have matched it, never from chance.", assumed,
			sourceOwn, "TestFaultsHitSoManyCallsAtOnce"},
		{"Faults", "A fault of one account never hits calls of another.", assumed, sourceOwn,
			"TestAFaultOfOneTenantIsNeverSeenByAnother"},
		{"Faults", "A lost answer, half an answer, a declined payment and a sold-out product hit only calls that would be " +
			"accepted. A refused call uses none of them up.", assumed, sourceOwn, "TestARefusedCallUsesUpNoFault"},
		{"Faults", "Setting, counting and clearing faults records nothing on the account, except declines of automatic " +
			"renewals.", assumed, sourceOwn, "TestFaultsAreNoFacts"},
		{"Faults", "A declined automatic renewal is tried again like one that the balance does not cover.", assumed,
			sourceOwn, "TestDeclinedRenewalsAreTriedAgain"},
		{"Faults", "Declines of automatic renewals count from the second after they are set or cleared. What was due " +
			"before keeps its outcome.", assumed, sourceOwn, "TestDeclinesDoNotChangeThePast"},
	}
}
