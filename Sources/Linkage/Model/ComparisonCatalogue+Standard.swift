extension ComparisonCatalogue {
    /// The levels that are compared by where a model names no others.
    package static let standard = Self(
        checked: [
            FieldComparison(
                field: .given,
                levels: [
                    level("same", test(.equal), rarity: 8),
                    level("short or pet form", test(.nickname)),
                    level(
                        "one letter or close spelling",
                        test(.edits, atMost: 1, lengthMin: 3),
                        test(.jaroWinkler, atLeast: 0.92)
                    ),
                    level(
                        "similar",
                        test(.jaroWinkler, atLeast: 0.84),
                        test(.jaroWinkler, atLeast: 0.7, sameSound: true)
                    ),
                    level("initial agrees", test(.initial)),
                    level("middle name of the other", test(.middleName)),
                    level("exchanged with surname", test(.exchangedNames)),
                    level("different"),
                ]
            ),
            FieldComparison(
                field: .surname,
                levels: [
                    level("same", test(.equal), rarity: 8),
                    level("part of a compound", test(.compoundPart)),
                    level(
                        "one letter or close spelling",
                        test(.edits, atMost: 1, lengthMin: 3),
                        test(.jaroWinkler, atLeast: 0.92)
                    ),
                    level(
                        "similar",
                        test(.jaroWinkler, atLeast: 0.84),
                        test(.jaroWinkler, atLeast: 0.7, sameSound: true)
                    ),
                    level("different"),
                ]
            ),
            FieldComparison(
                field: .birthDate,
                levels: [
                    level("same", test(.equal)),
                    level("day and month exchanged", test(.dayMonthExchanged)),
                    level("one digit", test(.digits, atMost: 1)),
                    level("two of three parts", test(.parts, atLeast: 2)),
                    level("agrees as far as known", test(.asFarAsKnown)),
                    level("same year", test(.sameYear)),
                    level("different"),
                ]
            ),
            FieldComparison(field: .sex, levels: [level("same", test(.equal)), level("different")]),
            FieldComparison(
                field: .postcode,
                levels: [
                    level("same", test(.equal)),
                    level("one character", test(.edits, atMost: 1, lengthMin: 4)),
                    level("same sector", test(.sector)),
                    level("same district", test(.district)),
                    level("different"),
                ]
            ),
            FieldComparison(
                field: .address,
                levels: [
                    level(
                        "same",
                        test(.equal),
                        test(.wordsOfAll, atLeast: 0.8, weightMin: 1.3, sameHouse: true)
                    ),
                    level(
                        "nearly the same",
                        test(.wordsOfShorter, atLeast: 0.6, weightMin: 1.6, sameHouse: true),
                        test(.wordsOfShorter, atLeast: 0.6, weightMin: 3)
                    ),
                    level("partly the same", test(.wordsOfShorter, atLeast: 0.3, weightMin: 0.9)),
                    level("different"),
                ]
            ),
            FieldComparison(
                field: .phone,
                levels: [
                    level("same", test(.equal)),
                    level("one digit", test(.edits, atMost: 1, lengthMin: 9)),
                    level("different"),
                ]
            ),
            FieldComparison(
                field: .email,
                levels: [
                    level("same", test(.equal)),
                    level("same name, other provider", test(.sameMailbox, lengthMin: 4)),
                    level("different"),
                ]
            ),
            FieldComparison(
                field: .identifier,
                levels: [
                    level("shared", test(.equal)),
                    level("one character", test(.edits, atMost: 1, lengthMin: 6)),
                    level("different"),
                ]
            ),
            FieldComparison(
                field: .middle,
                levels: [
                    level("same", test(.equal)),
                    level(
                        "initial or close spelling",
                        test(.initial),
                        test(.nickname),
                        test(.edits, atMost: 1, lengthMin: 3),
                        test(.jaroWinkler, atLeast: 0.92)
                    ),
                    level("different"),
                ]
            ),
        ]
            + ComparisonField.others.map {
                FieldComparison(
                    field: $0,
                    levels: [
                        level("same", test(.equal), rarity: 8),
                        level("close spelling", test(.edits, atMost: 1, lengthMin: 4)),
                        level("partly the same", test(.sharedWord, lengthMin: 4)),
                        level("different"),
                    ]
                )
            }
    )

    private static func level(
        _ name: String,
        _ tests: FieldComparison.Test...,
        rarity: Double? = nil
    ) -> FieldComparison.Level {
        FieldComparison.Level(
            level: name,
            tests: tests,
            rarity: rarity.map { FieldComparison.Rarity(bitsMax: $0, weight: 1) }
        )
    }

    private static func test(
        _ function: FieldComparison.Function,
        atMost: Int? = nil,
        atLeast: Double? = nil,
        lengthMin: Int? = nil,
        weightMin: Double? = nil,
        sameSound: Bool? = nil,
        sameHouse: Bool? = nil
    ) -> FieldComparison.Test {
        FieldComparison.Test(
            function: function,
            atMost: atMost,
            atLeast: atLeast,
            lengthMin: lengthMin,
            weightMin: weightMin,
            sameSound: sameSound,
            sameHouse: sameHouse
        )
    }
}
