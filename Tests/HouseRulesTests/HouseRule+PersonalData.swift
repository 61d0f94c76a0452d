import Foundation

/// Nobody in this repository can be a real person.
extension HouseRule {
    /// Values that look real and may stay, each with why.
    static let allowed: [String: String] = [
        "1981/0000034U": moj, "2002/0073319Z": moj, "2002/73319Z": moj, "02/73319Z": moj, "1979/0163001B": moj,
        "79/0163001B": moj, "79/163001B": moj, "2003/0000003Y": moj, "03/3Y": moj, "1967/9893091D": moj,
        "AB51 ABC": age, "AB51ABC": age, "AB76 ABC": age, "AB27 ABC": age,
        "07700 899999": edge, "07700 901000": edge, "020 7946 1000": edge, "0191 496 0000": edge,
        "a@notexample.com": "tests that the reserved name is compared as a whole label",
    ]

    private static let moj = "published by the Ministry of Justice in hmpps-person-record as a test of PNCIDs"
    private static let age = "tests how the age in a mark is read; no person, place or time goes with it"
    private static let edge = "the number just outside a drama range, to test that the range ends; nothing goes with it"

    /// Numbers that Ofcom keeps for drama, without the leading 0: the first digits of each range.
    static let dramaNumbers = [
        "7700900", "1134960", "1144960", "1154960", "1164960", "1174960", "1184960", "1214960", "1314960", "1414960",
        "1514960", "1614960", "2079460", "1914980", "2896496", "2920180", "1632960", "8081570", "9098790", "3069990",
    ]

    private static func fixture(_ text: String) -> [SourceFile] { [SourceFile("Tests/StoreTests/people.csv", text)] }

    static let personalData: [HouseRule] = [
        personal(
            "Registration marks have the age identifiers 00 and 01, which were never issued",
            remedy: "write `AB00 ABC` or `AB01 ABC`",
            breaks: ["keeper,LD51 SMR", "let a = \"YK19XYZ\""],
            keeps: ["LD00 SMR", "YD01ZZZ", "LS6 3AA", "SHA51ABCD"]
        ) { text in
            Pattern(#"(?<![\w+/])[A-HJ-PR-Y][A-HJ-PR-Y](\d{2}) ?[A-HJ-PR-Z]{3}(?![\w+/=])"#).matches(in: text)
                .filter { $0.word != "00" && $0.word != "01" }
        },
        personal(
            "Telephone numbers come from Ofcom's drama ranges",
            remedy: "write 07700 900000 to 900999, 020 7946 0000 to 0999 or 0113 496 0000 to 0999",
            breaks: ["call 07911 123456", "+44 20 7123 4567", "0161-234-5678"],
            keeps: ["07700 900461", "+447700900461", "020 7946 0123", "0113 496 0999", "010009876543", "0x0123456789"]
        ) { text in
            Pattern(#"(?<![\w.+/-])(?:\+44[ -]?(?:\(0\))?|0)([1237](?:[ -]?\d){9}|8(?:[ -]?\d){9})(?![\w.]?\d|\w)"#)
                .matches(in: text)
                .filter { match in
                    let digits = match.word.filter(\.isNumber)
                    return !dramaNumbers.contains { digits.hasPrefix($0) }
                }
        },
        personal(
            "E-mail addresses end in a name that can't exist",
            remedy: "write `someone@police.example` or `.invalid`",
            breaks: ["j.okafor@gmail.com", "mail a.b@westyorkshire.police.uk"],
            keeps: ["j.okafor@force13.example", "a@b.invalid", "x@example.org", "@Test(a.b)"]
        ) { text in
            Pattern(#"[\w.+-]+@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})"#).matches(in: text).filter { match in
                let host = match.word.lowercased()
                return ![".example", ".invalid", ".test", ".localhost"].contains { host.hasSuffix($0) }
                    && !["example.com", "example.org", "example.net"].contains(host)
            }
        },
        personal(
            "PNC identifiers have a wrong check letter",
            remedy:
                "write one whose letter is wrong, or add a published value to `HouseRule.allowed` with its source",
            breaks: ["1984/0000012\(pncLetter(year: 84, serial: 12))", "84/12\(pncLetter(year: 84, serial: 12))"],
            keeps: ["2001/0171310S", "1981/0000034U", "2012/0052494O"]
        ) { text in
            Pattern(#"(?<![\w/.-])(?:\d{2})?(\d{2})/(\d{1,7})([A-HJ-NP-RT-Z])(?![\w/])"#).matches(in: text).filter {
                match in
                guard let year = Int(match.groups[1]), let serial = Int(match.groups[2]) else { return false }
                return String(pncLetter(year: year, serial: serial)) == match.groups[3]
            }
        },
    ]

    /// The check letter of a PNCID: the last two digits of the year and the seven-digit serial, modulo 23.
    private static func pncLetter(year: Int, serial: Int) -> Character {
        Array("ZABCDEFGHJKLMNPQRTUVWXY")[(year * 10_000_000 + serial) % 23]
    }

    private static func personal(
        _ title: String,
        remedy: String,
        breaks: [String],
        keeps: [String],
        find: @escaping @Sendable (String) -> [Match]
    ) -> HouseRule {
        HouseRule(title: title, remedy: remedy, breaks: breaks.map(fixture), keeps: keeps.map(fixture)) { files in
            files.filter { !$0.quotesBreaches }.flatMap { file in
                find(file.text).filter { allowed[$0.groups[0]] == nil }.map {
                    Breach(file, line: $0.line, "`\($0.groups[0])` could be real")
                }
            }
        }
    }
}
