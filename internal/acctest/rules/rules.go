// Package rules lists the rules of the simulated cloud in sentences, for the guide and for the test that each of them has a test.
package rules

// Rule is a rule of the simulated cloud in a sentence, for the documentation. Its numbers stand in the policy.
type Rule struct {
	Topic string
	Text  string
	// Provenance is documented (by Source), observed, or assumed (where the documents are silent or disagree).
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
	sourceDiffer  = "the documents disagree"
	sourceOwn     = "this project"
)

// All are the rules in the order in which the documentation tells them.
func All() []Rule {
	return []Rule{
		{"Time", "A term ends at 23:59:59 UTC+8, on the day of the month on which the first one began, or on the month's last day where it is shorter; always counted from the first term, so that month ends do not drift.", documented, sourceBilling, "TestEndCountsFromTheFirstAnchor"},
		{"Time", "Months that are counted until an instant are the fewest that reach it.", assumed, sourceOwn, "TestMonthsUntilIsTheFewest"},
		{"Time", "What fell due before a change is settled before the change, each at its own instant; settling in two steps equals settling in one.", assumed, sourceOwn, "TestSettleToAAndThenToBEqualsSettleToB"},
		{"Time", "Charges that are due are made in the order of their instant, then of the package's end, then of the purchase.", assumed, sourceSilent, "TestDueChargesAreOrderedByInstantThenEndThenPurchase"},
		{"Time", "A call at an instant before the newest fact is refused.", assumed, sourceOwn, "TestAnInstantBeforeTheNewestFactIsRefused"},
		{"Time", "A read at any later instant stores nothing.", assumed, sourceOwn, "TestAReadMakesNoFactAndNoFile"},
		{"Time", "An account's clock is its callers', each of whom may name the instant of a call, real, or held: it stands still until it is moved.", assumed, sourceOwn, "TestAHeldClockStandsUntilItIsMoved"},
		{"Time", "Callers of an account whose clock is real or held may look ahead, but change nothing at an instant of their own; a real clock is not moved.", assumed, sourceOwn, "TestARealClockIsNotMovedAndTakesNoInstant"},
		{"Time", "One call settles at most 50,000 automatic charges; an instant by which more fall due is refused, to be reached in smaller steps.", assumed, sourceOwn, "TestOneCallSettlesSoMuch"},
		{"Time", "Instants are kept in whole seconds; a fraction names the second in which it lies.", assumed, sourceOwn, "TestParseInstant"},
		{"Time", "A clock goes forward only, by an instant or by a duration of the calendar in UTC+8; a day that a month does not have is its last one.", assumed, sourceOwn, "TestParseDuration"},

		{"Orders", "An order's lines must be sold by the site for their period type, within the numbers of the catalogue.", documented, sourceOrders, "TestOrderIsRefusedForWhatIsNotSold"},
		{"Orders", "A package lasts at most as many months as can be sold, bought at once or renewed.", assumed, "CBC.99003154 exists, its number is not documented", "TestAnOrderIsAtMostTheMonthsThatAreSold"},
		{"Orders", "On the China site modelling is sold one-off only.", documented, sourceBilling, "TestChinaSellsModellingOneOffOnly"},
		{"Orders", "The trial package is for new customers, once.", documented, "FAQ of the China site", "TestTrialPackageIsForNewCustomersOnce"},
		{"Orders", "A product may need a service ticket before it can be bought.", documented, sourceGuide, "TestServiceTicketOpensAProduct"},
		{"Orders", "Automatic payment debits the account; where it fails, the order exists and waits to be paid by hand. Without the AUTO_PAY agreement it fails.", documented, sourceOrders, "TestAutomaticPayment"},
		{"Orders", "An unpaid order is cancelled at its payment deadline.", documented, sourceBilling, "TestOrderWaitsSevenDaysForItsPayment"},
		{"Orders", "Orders may need the service agreement to be signed; by default they do not.", assumed, sourceSilent, "TestOrdersMayNeedTheServiceAgreement"},
		{"Orders", "A paid order may be processed for a while; by default it is completed at once.", assumed, sourceOwn, "TestProcessingTakesThePolicysHours"},
		{"Orders", "A payment that the balance does not cover moves nothing.", documented, sourceBilling, "TestPaymentWithoutFundsMovesNothing"},
		{"Orders", "A paid order delivers every line at the instant of payment: several units of a modelling product as several packages of one unit, everything else as one package a line.", assumed, sourceSilent, "TestPaymentDeliversEveryItemAtItsInstant"},
		{"Orders", "A paid order delivers what it was priced for, also after its unified day, its catalogue or its policy has changed.", documented, sourceBilling + " for the price; for what is delivered assumed", "TestAnOrderDeliversWhatItWasPricedFor"},
		{"Orders", "An order has at most fifteen digits, as many as billing's amounts can tell, and no payment, deposit or return takes the balance out of what can be counted.", assumed, sourceOwn, "TestSumsThatCannotBeCountedAreRefused"},
		{"Orders", "A repeated call with the same client token gets the first answer; other content is refused.", assumed, sourceOwn, "TestSameTokenSameAnswer"},

		{"Prices", "A quoted price is what ordering charges, before discounts and with each discount that can be chosen; asking for it changes nothing.", assumed, sourceOwn, "TestAQuotedPriceIsWhatOrderingCharges"},
		{"Prices", "A quoted renewal is what renewing charges.", assumed, sourceOwn, "TestAQuotedRenewalIsWhatRenewingCharges"},
		{"Prices", "A package that cannot be renewed fails by itself in a quotation; the others are priced.", documented, sourceBilling, "TestARenewalThatCannotBeQuotedFailsByItself"},
		{"Prices", "The best offer is the commercial or partner discount that takes off most, of equal ones the commercial one; promotions do not take part.", documented, sourceBilling, "TestTheBestOfferIsTheGreatestOfACommercialOrPartnerDiscount"},

		{"Coupons and discounts", "Coupons pay first, each once; what an order does not need of one is lost.", assumed, sourceSilent, "TestCouponsPayFirstAndOnce"},
		{"Coupons and discounts", "A coupon has a validity, a minimum and products; at most three are used, cash and discount coupons never together, with a discount only where the coupon says so.", documented, sourceBilling, "TestCouponIsRefused"},
		{"Coupons and discounts", "Automatic payment chooses the discount that saves most, a commercial one first, and then coupons.", documented, sourceBilling, "TestAutomaticPaymentTakesTheBestByItself"},
		{"Coupons and discounts", "The price is fixed at ordering, and an order whose discount ends earlier has to be paid by then; coupons that were chosen are locked while it can be paid.", documented, sourceBilling, "TestFailedAutomaticPaymentKeepsThePriceAndLocksTheCoupons"},
		{"Coupons and discounts", "A cancelled or lapsed order frees its coupons.", assumed, sourceSilent, "TestALapsedOrCancelledOrderFreesItsCoupons"},
		{"Coupons and discounts", "Renewals get no discount.", documented, "renewing a resource package", "TestRenewalsGetNoDiscount"},

		{"Packages", "After its end a package is in grace (its assets work, making and binding assets and switching automatic renewal on do not), then frozen with its assets, then released.", documented, sourceBilling, "TestPackagePassesGraceAndRetention"},
		{"Packages", "Grace and retention depend on the customer's level on the China site.", documented, sourceBilling, "TestCustomerLevelIsThePolicyOfItsTenant"},
		{"Packages", "On-shelf months, unused one-off units and video packages are void at their end, without grace, and cannot be renewed.", documented, sourceRenewal, "TestProductsThatLapseHaveNoGrace"},
		{"Packages", "A one-off unit is void a year after delivery; using it gives it a year from then. It is neither renewed nor returned.", documented, "user guide for service providers; assumed for all", "TestOneOffUnitLivesAYearFromItsUse"},
		{"Packages", "A renewal starts at the old end, in grace and retention too, so that elapsed days are lost, and unfreezes.", documented, sourceBilling, "TestRenewalStartsAtTheOldEnd"},
		{"Packages", "A renewal may end in the past.", assumed, sourceSilent, "TestRenewalMayEndInThePast"},
		{"Packages", "A released package cannot be renewed, nor a renewal order of it be paid.", documented, sourceBilling, "TestReleasedPackagesCannotBeRenewed"},
		{"Packages", "While an unpaid renewal order names a package, it cannot be renewed or returned.", documented, sourceBilling, "TestUnpaidOrderBlocksRenewalAndReturn"},
		{"Packages", "With a unified expiration day renewals end on that day; the days more are charged by the day, a month as 30.", documented, sourceBilling + "; the formula is assumed", "TestUnifiedExpirationDay"},
		{"Packages", "A package is renewed by 1 to 11 months or 1 to 3 years at a time.", documented, sourceBilling, "TestRenewalIsRefused"},
		{"Packages", "What billing shows of a package has changed when a call or a renewal changes it, and when time alone ends its term, its grace or its retention.", assumed, sourceSilent, "TestAPackageIsUpdatedWhenItChanges"},
		{"Packages", "A pay-per-use package is valid for its own period and is neither renewed nor returned.", documented, sourceBilling + "; its period is assumed", "TestPayPerUsePackageIsValidForItsOwnPeriod"},

		{"Automatic renewal", "First tried at 03:00 UTC+8, some days before the end; switched on later than that, at the next 03:00.", documented, sourceBilling, "TestAutoRenewalChargesSevenDaysBeforeTheEnd"},
		{"Automatic renewal", "A failed attempt is tried again every day, until the retention ends.", documented, sourceBilling + "; " + sourceDiffer + " on the last day", "TestFailedAutoRenewalIsTriedDailyUntilTheRetentionEnds"},
		{"Automatic renewal", "A success in grace or retention renews from the old end and unfreezes.", assumed, sourceSilent, "TestAutoRenewalThatSucceedsInRetentionUnfreezes"},
		{"Automatic renewal", "Switched on only before the end, off at any time.", documented, sourceBilling, "TestAutoRenewalIsSwitchedOnBeforeTheEndOnly"},
		{"Automatic renewal", "It renews by one period of the last order's type, or of the type that was set, and stops after the number of times that was set.", documented, sourceBilling + "; " + sourceDiffer + " on the default period", "TestAutoRenewalStopsAfterItsTimes"},
		{"Automatic renewal", "Renewing by hand leaves it on and moves the next charge.", documented, sourceBilling, "TestManualRenewalMovesTheAutomaticOne"},
		{"Automatic renewal", "The day of deduction can be set for the account, two to seven days before the end.", documented, sourceBilling, "TestDayOfDeductionMovesEveryCharge"},

		{"Returns", "Of a term that has begun the unused hours are paid back, less a fee in percent of the term's payment; rounded down, not below zero.", documented, sourceBilling, "TestRefundGoldenCase"},
		{"Returns", "A term that has not begun is paid back whole, a past one not at all; in grace nothing is paid back.", documented, sourceBilling + "; in grace assumed", "TestRefundByTerm"},
		{"Returns", "A new purchase is paid back in full within five days, as long as the year's quota lasts.", documented, sourceBilling, "TestFiveDayFullRefundWithinTheYearsQuota"},
		{"Returns", "A full refund gives cash coupons back, discount coupons not.", documented, sourceBilling, "TestFullRefundGivesCashCouponsBackOnly"},
		{"Returns", "Renewed terms that have not begun can be returned by themselves.", documented, sourceBilling, "TestOnlyRenewedTermsAreReturned"},
		{"Returns", "Frozen and one-off packages cannot be returned, on-shelf months only while none is spent.", documented, sourceBilling + "; for on-shelf months assumed", "TestReturnIsRefused"},
		{"Returns", "Returning a package deletes its asset at once.", assumed, sourceSilent, "TestReturningAPackageDeletesItsAssetAtOnce"},

		{"Assets", "An asset is made from a free unit of an active package; the unit stays bound to it for good.", documented, sourceGuide, "TestAssetIsMadeFromAFreeUnitOfAnActivePackage"},
		{"Assets", "Deleting goes to the recycle bin, from which the asset can be restored; forced deletion is final. Neither frees the unit.", documented, "digital asset API; for the unit assumed", "TestDeletingGoesToTheBinAndNeverFreesTheUnit"},
		{"Assets", "Names are the same however Unicode composes their characters, and are kept as they were given.", assumed, sourceOwn, "TestANameInAnotherFormRestoresItsAsset"},
		{"Assets", "The recycle bin deletes an asset for good after its days; its term runs on in there.", assumed, "the recycle bin is documented, its days are not", "TestRecycleBinEmptiesItselfAfterItsDays"},
		{"Assets", "Training may take days, in which the asset is being created; by default it is there at once.", assumed, sourceOwn, "TestTrainingTakesThePolicysDays"},
		{"Assets", "An asset cannot be deleted while its package renews automatically.", documented, sourceGuide, "TestDeletionIsRefusedUnderAutoRenewal"},
		{"Assets", "An asset ends at the later of its package's end and its own on-shelf date; grace and retention count from that, and a released package takes it only when its own retention is over.", assumed, "joins two vendors' rules", "TestAssetEndIsTheLaterOfPackageAndMonths"},
		{"Assets", "Where the policy says so, a released package always takes its asset.", documented, sourceGuide, "TestCascadeAlwaysTakesTheAssetWithItsPackage"},
		{"Assets", "Deleted goes before recycled, frozen, grace, inactive and active.", assumed, sourceSilent, "TestAssetStatusPrecedence"},
		{"Assets", "An asset can be bound to a free unit of another active package of its kind; the unit that it leaves stays used.", documented, "bind-resource API; the rest is assumed", "TestAssetIsBoundToAnotherPackage"},

		{"Assets", "An action on several assets does to each what the single call does; what is refused for one stops no other.", documented, "digital asset API", "TestABatchActsOnEachAssetByItself"},

		{"After a killed apply", "What an apply bought or made before it was killed is given to an identical block of the next one, once. Of several identical orders a block gets one of which no more was paid than it asks for.", assumed, sourceOwn, "TestIdenticalPackagesAreAdoptedInAnyOrder"},
		{"After a killed apply", "An asset that no state has shown belongs to whoever has its unit: it becomes what the next block of that unit asks for.", assumed, sourceOwn, "TestIdenticalPackagesAreAdoptedInAnyOrder"},
		{"After a killed apply", "Months that no state has shown, of an asset that was adopted, are withdrawn when its block renews it by others, and their units are free again.", assumed, sourceOwn, "TestIdenticalPackagesAreAdoptedInAnyOrder"},
		{"After a killed apply", "Assets and months that no block has asked for when the next apply has ended in order are withdrawn, as far as they hang on a package or an asset that was adopted.", assumed, sourceOwn, "TestIdenticalPackagesAreAdoptedInAnyOrder"},
		{"After a killed apply", "Nothing that a state shows is given to another block or withdrawn.", assumed, sourceOwn, "TestALostRenewalOfAKnownAssetStays"},

		{"Training jobs", "A job waits to be submitted; submitting takes one unit and makes the asset, which the job trains. What cannot be submitted takes nothing.", documented, "training API; the instant at which the unit is taken is assumed", "TestSubmittingAJobTakesAUnitAndMakesItsAsset"},
		{"Training jobs", "The asset takes over its job's tags, user, services, and the voice's sex and language.", documented, "digital asset API; what comes from the job is assumed", "TestAnAssetTakesOverWhatItsJobSaid"},
		{"Training jobs", "A voice is trained from a package of its edition, an avatar from one that makes studio avatars; of several the one that ends first.", documented, "resource types; which of several is assumed", "TestJobsTakeThePackageOfTheirEditionThatEndsFirst"},
		{"Training jobs", "A job trains as many days as the policy says; it fails if its asset is deleted before that.", assumed, sourceOwn, "TestAJobTrainsForThePolicysDays"},
		{"Training jobs", "Files and reviews are not simulated: no job is refused by a reviewer, and a job can be changed until it is submitted.", assumed, sourceOwn, "TestAJobIsChangedUntilItIsSubmitted"},
		{"Training jobs", "A job in training cannot be deleted; deleting a job leaves its asset, and deleting the asset leaves the job.", documented, "training API, for images; for voices, and that the asset stays, assumed", "TestDeletingAJobLeavesItsAsset"},

		{"On-shelf months", "One unit renews one asset of its pool by one month, counted from the asset's current end.", documented, sourceRenewal + "; for an end that is past assumed", "TestMonthsAddUpFromTheFirstAnchor"},
		{"On-shelf months", "Months of an asset that has ended count from its end, or from now where the policy says so.", assumed, sourceSilent, "TestMonthsOfAnEndedAssetMayCountFromNow"},
		{"On-shelf months", "Kinds in no pool are not renewed.", documented, sourceRenewal, "TestKindsInNoPoolAreNotRenewed"},
		{"On-shelf months", "A voice without an end is permanent and is never renewed.", documented, "digital human API", "TestAPermanentVoiceHasNoEndAndIsNeverRenewed"},
		{"On-shelf months", "A batch gives each asset its own months, and the sum must not exceed what is available; avatars and voices may share a batch, and each pool is checked.", documented, sourceRenewal + "; sharing is assumed", "TestABatchMixesPoolsAndIsCheckedPerPool"},
		{"On-shelf months", "A batch is refused whole, with nothing spent, for an unknown or doubled asset, months below 1, or a pool that is short.", assumed, sourceSilent, "TestRenewalIsRefusedWhole"},
		{"On-shelf months", "A recycled or deleted asset fails its own line only; every line answers its outcome.", assumed, sourceRenewal + " shows a result list", "TestRecycledAssetFailsItsOwnRowOnly"},
		{"On-shelf months", "The package that ends first is spent first, across packages; months already applied stay when a package lapses.", assumed, sourceSilent, "TestEarliestEndingPackageIsDebitedFirstAcrossPackages"},
		{"On-shelf months", "An asset can be renewed by the fewest months that keep it until an instant.", assumed, sourceOwn, "TestValidThroughSpendsTheFewestMonths"},

		{"Account", "Every movement of money is booked twice, and the entries of every fact sum to zero.", assumed, sourceOwn, "TestRandomHistories"},
		{"Account", "Money can be added to an account with a balance.", assumed, sourceOwn, "TestDepositAddsToABalance"},
		{"Account", "A statement's lines add up from its opening to its closing balance.", assumed, sourceOwn, "TestStatementAddsUp"},
		{"Account", "Policy, catalogue and level can be replaced later; the policy in force at a package's end governs its grace and retention.", assumed, sourceOwn, "TestThePolicyInForceAtAnEndGovernsIt"},
		{"Account", "An account keeps the site, level, policy, catalogue and opening balance of its first write.", assumed, sourceOwn, "TestTenantSettingsStay"},
	}
}
