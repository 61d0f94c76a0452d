/// The letters that are read in several ways, after the rules Philips published in the C/C++ Users Journal, June 2000.
extension DoubleMetaphoneReader {
    private var isGermanicPrefix: Bool { hasAny(0, "VAN ", "VON ") || has(0, "SCH") }

    mutating func readC() {
        if isGermanicCH {
            put("K")
            place += 2
        } else if place == 0, has(place, "CAESAR") {
            put("S")
            place += 2
        } else if has(place, "CH") {
            readCH()
        } else if has(place, "CZ"), !has(place - 2, "WICZ") {
            put("S", "X")
            place += 2
        } else if has(place + 1, "CIA") {
            put("X")
            place += 3
        } else if has(place, "CC"), !(place == 1 && at(0) == UInt8(ascii: "M")) {
            readCC()
        } else if hasAny(place, "CK", "CG", "CQ") {
            put("K")
            place += 2
        } else if hasAny(place, "CI", "CE", "CY") {
            if hasAny(place, "CIO", "CIE", "CIA") { put("S", "X") } else { put("S") }
            place += 2
        } else {
            put("K")
            if hasAny(place + 1, " C", " Q", " G") {
                place += 3
            } else if hasAny(place + 1, "C", "K", "Q"), !hasAny(place + 1, "CE", "CI") {
                place += 2
            } else {
                place += 1
            }
        }
    }

    private var isGermanicCH: Bool {
        if has(place, "CHIA") { return true }
        guard place > 1, !isVowel(place - 2), has(place - 1, "ACH") else { return false }
        let next = at(place + 2)
        return next != UInt8(ascii: "I") && next != UInt8(ascii: "E") || hasAny(place - 2, "BACHER", "MACHER")
    }

    private mutating func readCC() {
        // Bellocchio, but not bacchus.
        if hasAny(place + 2, "I", "E", "H"), !has(place + 2, "HU") {
            if place == 1 && at(0) == UInt8(ascii: "A") || hasAny(place - 1, "UCCEE", "UCCES") {
                put("KS")
            } else {
                put("X")
            }
            place += 3
        } else {
            put("K")
            place += 2
        }
    }

    private mutating func readCH() {
        defer { place += 2 }
        if place > 0, has(place, "CHAE") {
            put("K", "X")
        } else if isGreekCH {
            put("K")
        } else if isHardCH {
            put("K")
        } else if place > 0 {
            if has(0, "MC") { put("K") } else { put("X", "K") }
        } else {
            put("X")
        }
    }

    private var isGreekCH: Bool {
        place == 0 && !has(0, "CHORE")
            && (hasAny(place + 1, "HARAC", "HARIS") || hasAny(place + 1, "HOR", "HYM", "HIA", "HEM"))
    }

    private var isHardCH: Bool {
        isGermanicPrefix || hasAny(place - 2, "ORCHES", "ARCHIT", "ORCHID") || hasAny(place + 2, "T", "S")
            || (place == 0 || hasAny(place - 1, "A", "O", "U", "E"))
                && (hasAny(place + 2, "L", "R", "N", "M", "B", "H", "F", "V", "W", " ") || place + 1 == text.count - 1)
    }

    mutating func readD() {
        if has(place, "DG") {
            if hasAny(place + 2, "I", "E", "Y") {
                put("J")
                place += 3
            } else {
                put("TK")
                place += 2
            }
        } else {
            put("T")
            place += hasAny(place, "DT", "DD") ? 2 : 1
        }
    }

    mutating func readG() {
        if has(place + 1, "H") {
            readGH()
        } else if has(place + 1, "N") {
            if place == 1, isVowel(0), !isSlavoGermanic {
                put("KN", "N")
            } else if !has(place + 2, "EY"), !has(place + 1, "Y"), !isSlavoGermanic {
                put("N", "KN")
            } else {
                put("KN")
            }
            place += 2
        } else if has(place + 1, "LI"), !isSlavoGermanic {
            put("KL", "L")
            place += 2
        } else if place == 0,
            has(1, "Y") || hasAny(1, "ES", "EP", "EB", "EL", "EY", "IB", "IL", "IN", "IE", "EI", "ER")
        {
            put("K", "J")
            place += 2
        } else if has(place + 1, "ER") || has(place + 1, "Y"), !hasAny(0, "DANGER", "RANGER", "MANGER"),
            !hasAny(place - 1, "E", "I"), !hasAny(place - 1, "RGY", "OGY")
        {
            put("K", "J")
            place += 2
        } else if hasAny(place + 1, "E", "I", "Y") || hasAny(place - 1, "AGGI", "OGGI") {
            if isGermanicPrefix || has(place + 1, "ET") {
                put("K")
            } else if has(place + 1, "IER") {
                put("J")
            } else {
                put("J", "K")
            }
            place += 2
        } else {
            put("K")
            place += has(place + 1, "G") ? 2 : 1
        }
    }

    private mutating func readGH() {
        defer { place += 2 }
        if place > 0, !isVowel(place - 1) {
            put("K")
        } else if place == 0 {
            put(has(2, "I") ? "J" : "K")
        } else if place > 1 && hasAny(place - 2, "B", "H", "D") || place > 2 && hasAny(place - 3, "B", "H", "D")
            || place > 3 && hasAny(place - 4, "B", "H")
        {
            // Mute, as in Hugh and bough.
            return
        } else if place > 2, at(place - 1) == UInt8(ascii: "U"), hasAny(place - 3, "C", "G", "L", "R", "T") {
            // As in laugh, cough, rough, tough.
            put("F")
        } else if place > 0, at(place - 1) != UInt8(ascii: "I") {
            put("K")
        }
    }

    mutating func readJ() {
        if has(place, "JOSE") || has(0, "SAN ") {
            if place == 0 && at(place + 4) == UInt8(ascii: " ") || text.count == 4 || has(0, "SAN ") {
                put("H")
            } else {
                put("J", "H")
            }
            place += 1
            return
        }
        if place == 0 {
            put("J", "A")
        } else if isVowel(place - 1), !isSlavoGermanic, hasAny(place + 1, "A", "O") {
            put("J", "H")
        } else if place == text.count - 1 {
            put("J", "")
        } else if !hasAny(place + 1, "L", "T", "K", "S", "N", "M", "B", "Z"), !hasAny(place - 1, "S", "K", "L") {
            put("J")
        }
        place += has(place + 1, "J") ? 2 : 1
    }

    mutating func readL() {
        guard has(place + 1, "L") else {
            put("L")
            place += 1
            return
        }
        // Spanish: Cabrillo, Gallegos.
        let end = text.count
        let isSpanish =
            place == end - 3 && hasAny(place - 1, "ILLO", "ILLA", "ALLE")
            || (hasAny(end - 2, "AS", "OS") || hasAny(end - 1, "A", "O")) && has(place - 1, "ALLE")
        put("L", isSpanish ? "" : nil)
        place += 2
    }

    mutating func readR() {
        // French: Rogier.
        let isMute =
            place == text.count - 1 && !isSlavoGermanic && has(place - 2, "IE") && !hasAny(place - 4, "ME", "MA")
        put(isMute ? "" : "R", "R")
        place += has(place + 1, "R") ? 2 : 1
    }

    mutating func readS() {
        if hasAny(place - 1, "ISL", "YSL") {
            place += 1
        } else if place == 0, has(0, "SUGAR") {
            put("X", "S")
            place += 1
        } else if has(place, "SH") {
            put(hasAny(place + 1, "HEIM", "HOEK", "HOLM", "HOLZ") ? "S" : "X")
            place += 2
        } else if hasAny(place, "SIO", "SIA") || has(place, "SIAN") {
            if isSlavoGermanic { put("S") } else { put("S", "X") }
            place += 3
        } else if place == 0 && hasAny(1, "M", "N", "L", "W") || has(place + 1, "Z") {
            put("S", "X")
            place += has(place + 1, "Z") ? 2 : 1
        } else if has(place, "SC") {
            readSC()
        } else {
            if place == text.count - 1, hasAny(place - 2, "AI", "OI") {
                put("", "S")
            } else {
                put("S")
            }
            place += hasAny(place + 1, "S", "Z") ? 2 : 1
        }
    }

    private mutating func readSC() {
        if has(place + 2, "H") {
            if hasAny(place + 3, "OO", "ER", "EN", "UY", "ED", "EM") {
                if hasAny(place + 3, "ER", "EN") { put("X", "SK") } else { put("SK") }
            } else if place == 0, !isVowel(3), at(3) != UInt8(ascii: "W") {
                put("X", "S")
            } else {
                put("X")
            }
        } else if hasAny(place + 2, "I", "E", "Y") {
            put("S")
        } else {
            put("SK")
        }
        place += 3
    }

    mutating func readT() {
        if has(place, "TION") || hasAny(place, "TIA", "TCH") {
            put("X")
            place += 3
        } else if has(place, "TH") || has(place, "TTH") {
            if hasAny(place + 2, "OM", "AM") || isGermanicPrefix { put("T") } else { put("0", "T") }
            place += 2
        } else {
            put("T")
            place += hasAny(place + 1, "T", "D") ? 2 : 1
        }
    }

    mutating func readW() {
        if has(place, "WR") {
            put("R")
            place += 2
            return
        }
        if place == 0, isVowel(1) || has(0, "WH") {
            if isVowel(1) { put("A", "F") } else { put("A") }
            place += 1
        } else if place == text.count - 1 && isVowel(place - 1)
            || hasAny(place - 1, "EWSKI", "EWSKY", "OWSKI", "OWSKY") || has(0, "SCH")
        {
            put("", "F")
            place += 1
        } else if hasAny(place, "WICZ", "WITZ") {
            put("TS", "FX")
            place += 4
        } else {
            place += 1
        }
    }

    mutating func readX() {
        if place == 0 {
            put("S")
            place += 1
            return
        }
        // French: breaux.
        if !(place == text.count - 1 && (hasAny(place - 3, "IAU", "EAU") || hasAny(place - 2, "AU", "OU"))) {
            put("KS")
        }
        place += hasAny(place + 1, "C", "X") ? 2 : 1
    }

    mutating func readZ() {
        if has(place + 1, "H") {
            put("J")
            place += 2
            return
        }
        let isSlavic = isSlavoGermanic && place > 0 && at(place - 1) != UInt8(ascii: "T")
        if hasAny(place + 1, "ZO", "ZI", "ZA") || isSlavic { put("S", "TS") } else { put("S") }
        place += has(place + 1, "Z") ? 2 : 1
    }
}
