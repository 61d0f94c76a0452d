extension PhoneNumber {
    /// The number as it is written at home: `07700 900461`, `020 7946 0018`; of another country, its E.164 form.
    ///
    /// Source: the formats of Google's libphonenumber metadata for country code 44.
    package var display: String {
        guard let national else { return description }
        let digits = Array(national.utf8)
        var groups: [Int]
        switch digits.count {
        case 7: groups = national.hasPrefix("845") ? [3, 2, 2] : [3, 4]
        case 9: groups = national.hasPrefix("800") ? [3, 6] : [Self.areaLength(national), 9]
        default: groups = Self.groups(national)
        }
        var written = "0"
        var rest = national[...]
        while !rest.isEmpty, let size = groups.first {
            groups.removeFirst()
            written += rest.prefix(size)
            rest = rest.dropFirst(size)
            if !rest.isEmpty { written += " " }
        }
        return written
    }

    private static func groups(_ national: String) -> [Int] {
        switch national.utf8.first {
        case UInt8(ascii: "2"), UInt8(ascii: "5"): return [2, 4, 4]
        case UInt8(ascii: "3"), UInt8(ascii: "8"), UInt8(ascii: "9"): return [3, 3, 4]
        case UInt8(ascii: "7"):
            let isPersonalOrPager = national.hasPrefix("70") || national.hasPrefix("76") && !national.hasPrefix("7624")
            return isPersonalOrPager ? [2, 4, 4] : [4, 6]
        default:
            let area = areaLength(national)
            return area == 3 ? [3, 3, 4] : [area, 10]
        }
    }

    /// The length of a geographic area code that begins with 1, without the nought.
    private static func areaLength(_ national: String) -> Int {
        if fiveDigitAreas.contains(where: national.hasPrefix) { return 5 }
        let digits = Array(national.utf8.prefix(3))
        guard digits.count == 3 else { return 4 }
        return digits[1] == UInt8(ascii: "1") || digits[2] == UInt8(ascii: "1") ? 3 : 4
    }

    /// The twelve mixed areas whose code has five digits.
    private static let fiveDigitAreas: [String] = [
        "13873", "15242", "15394", "15395", "15396", "16973", "16974", "16977", "17683", "17684", "17687", "19467",
    ]
}
