extension LinkageModel {
    /// The model to begin with: shares from general knowledge of police and administrative records in England and
    /// Wales, rounded.
    ///
    /// Sources of the orders of magnitude: ONS surname and first-name counts; published Fellegi–Sunter studies of
    /// administrative data.
    package static let standard = Self(
        origin: .shipped,
        seed: 20_261_119,
        matchShare: 0.000_05,
        householdShare: 0.000_05,
        fields: [
            shares(
                .given,
                match: [0.72, 0.06, 0.10, 0.03, 0.02, 0.02, 0.02, 0.03],
                household: [0.025, 0.004, 0.012, 0.04, 0.006, 0.010, 0.000_5, 0.902_5],
                stranger: [0.008, 0.002, 0.006, 0.03, 0.004, 0.004, 0.000_2, 0.945_8]
            ),
            shares(
                .surname,
                match: [0.80, 0.02, 0.09, 0.03, 0.06],
                household: [0.85, 0.02, 0.04, 0.01, 0.08],
                stranger: [0.004, 0.000_5, 0.003, 0.015, 0.977_5]
            ),
            shares(
                .birthDate,
                match: [0.83, 0.015, 0.06, 0.045, 0.02, 0.015, 0.015],
                household: [0.03, 0.000_5, 0.001, 0.007, 0.02, 0.025, 0.916_5],
                stranger: [0.000_05, 0.000_04, 0.000_9, 0.006, 0.02, 0.017, 0.956]
            ),
            shares(.sex, match: [0.98, 0.02], household: [0.5, 0.5], stranger: [0.55, 0.45]),
            shares(
                .postcode,
                match: [0.62, 0.05, 0.02, 0.06, 0.25],
                household: [0.92, 0.03, 0.005, 0.01, 0.035],
                stranger: [0.000_3, 0.000_2, 0.000_3, 0.003, 0.996_2]
            ),
            shares(
                .address,
                match: [0.50, 0.12, 0.08, 0.30],
                household: [0.70, 0.20, 0.05, 0.05],
                stranger: [0.000_3, 0.001, 0.03, 0.968_7]
            ),
            shares(
                .phone,
                match: [0.55, 0.05, 0.40],
                household: [0.30, 0.02, 0.68],
                stranger: [0.000_002, 0.000_01, 0.999_988]
            ),
            shares(
                .email,
                match: [0.60, 0.05, 0.35],
                household: [0.05, 0.01, 0.94],
                stranger: [0.000_001, 0.000_02, 0.999_979]
            ),
            shares(
                .identifier,
                match: [0.90, 0.05, 0.05],
                household: [0.002, 0.000_5, 0.997_5],
                stranger: [0.000_002, 0.000_01, 0.999_988]
            ),
            shares(
                .middle,
                match: [0.82, 0.08, 0.10],
                household: [0.03, 0.05, 0.92],
                stranger: [0.01, 0.05, 0.94]
            ),
        ]
            + ComparisonField.others.map {
                shares(
                    $0,
                    match: [0.70, 0.05, 0.05, 0.20],
                    household: [0.30, 0.02, 0.08, 0.60],
                    stranger: [0.03, 0.005, 0.03, 0.935]
                )
            },
        comparisons: .standard,
        givenNames: common(
            0.02,
            "david john michael paul james andrew mark robert peter richard daniel christopher stephen thomas matthew"
        ).merging(
            common(
                0.01,
                "mohammed susan sarah margaret karen emma laura rebecca jack joshua ryan lee adam anthony kevin gary"
            )
        ) { first, _ in first },
        surnames: common(0.012, "smith").merging(
            common(0.006, "jones williams taylor brown davies patel khan evans")
        ) { first, _ in first }.merging(
            common(
                0.004,
                "wilson thomas johnson roberts robinson thompson wright walker white edwards hughes green hall lewis"
                    + " harris clarke jackson wood turner martin cooper hill ward morris moore clark lee king baker"
                    + " harrison morgan allen james scott ahmed hussain singh ali begum"
            )
        ) { first, _ in first },
        rareShare: 0.001,
        joinProbability: 0.9,
        reviewProbability: 0.10,
        recordsMin: 500
    )

    private static func shares(
        _ field: ComparisonField,
        match: [Double],
        household: [Double],
        stranger: [Double]
    ) -> FieldShares {
        FieldShares(
            field: field,
            levels: stranger.indices.map {
                LevelShares(
                    level: field.levels[$0],
                    match: match[$0],
                    household: household[$0],
                    stranger: stranger[$0]
                )
            }
        )
    }

    private static func common(_ share: Double, _ names: String) -> [String: Double] {
        Dictionary(names.split(separator: " ").map { (String($0), share) }) { first, _ in first }
    }
}
