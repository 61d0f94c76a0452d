/// How the words of an address line are written: short forms, doors, and what every second line has.
///
/// Short forms are those that Royal Mail, the Ordnance Survey and people write; Australia's and North America's are
/// there because their files are joined too.
enum AddressWords {
    /// By short form: the word it stands for, wherever it stands.
    static let abbreviations: [String: String] = {
        var table: [String: String] = [:]
        for pair in pairs.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            let halves = pair.split(separator: ":")
            if halves.count == 2 { table[String(halves[0])] = String(halves[1]) }
        }
        return table
    }()

    private static let pairs = """
        rd:road rds:roads st:street str:street ave:avenue av:avenue aven:avenue ln:lane cl:close clo:close dr:drive
        drv:drive cres:crescent cr:crescent crs:crescent ct:court crt:court pl:place gdns:gardens gdn:gardens
        gds:gardens gr:grove grv:grove gro:grove terr:terrace ter:terrace tce:terrace sq:square pk:park hse:house
        hs:house est:estate ind:industrial bldg:building bldgs:buildings bld:building pde:parade prde:parade
        hwy:highway wlk:walk wy:way vw:view mt:mount mnt:mount ctg:cottage cott:cottage cotts:cottages fm:farm grn:green
        hl:hill nth:north sth:south nr:near mdws:meadows mdw:meadow ms:mews ctr:centre cnr:corner upr:upper lwr:lower
        gt:great lt:little yd:yard brg:bridge fld:field flds:fields wd:wood cct:circuit apt:flat apartment:flat fl:flat
        flt:flat maisonette:flat rm:room ste:suite
        """

    /// Words every second address has.
    static let common: Set<String> = [
        "road", "street", "avenue", "lane", "close", "drive", "crescent", "court", "place", "gardens", "grove", "way",
        "terrace", "square", "hill", "park", "house", "flat", "unit", "room", "suite", "floor", "the", "circuit",
        "upper", "lower", "north", "south", "east", "west", "parade", "highway", "view", "walk", "mews", "green",
    ]

    /// Words whose number is a door inside the house and not the house.
    static let units: Set<String> = ["flat", "unit", "room", "suite", "floor"]

    /// Brings a folded line to one writing: `14 a high st` is `14a high st`, `st johns rd` is `saint johns rd`.
    ///
    /// A letter behind a number belongs to it when a word follows; `st` is a saint at the beginning of the street's
    /// name, when another word follows. Nothing is moved in most lines, and nothing is allocated.
    static func tidy(_ line: inout [UInt8]) {
        var index = 0
        // Only numbers and doors stand before this.
        var isBeforeStreet = true
        var isDoor = false
        while index < line.count {
            var end = index
            while end < line.count, line[end] != 0x20 { end += 1 }
            let count = end - index
            let startsWithDigit = (0x30...0x39).contains(line[index])
            if startsWithDigit, !isDoor, end + 2 < line.count, line[end + 2] == 0x20,
                (0x61...0x7A).contains(line[end + 1]), (0x30...0x39).contains(line[end - 1])
            {
                line.remove(at: end)
                end += 1
            } else if isBeforeStreet, count == 2, line[index] == 0x73, line[index + 1] == 0x74, end < line.count {
                line.replaceSubrange(index..<end, with: "saint".utf8)
                end = index + 5
            }
            isDoor = isBeforeStreet && !startsWithDigit && count >= 2 && isDoorWord(line, index..<end)
            if !startsWithDigit, !isDoor, count > 1 { isBeforeStreet = false }
            index = end + 1
        }
    }

    private static func isDoorWord(_ line: [UInt8], _ range: Range<Int>) -> Bool {
        switch line[range.lowerBound] {
        case UInt8(ascii: "f"), UInt8(ascii: "a"), UInt8(ascii: "u"), UInt8(ascii: "r"), UInt8(ascii: "s"),
            UInt8(ascii: "m"):
            let word = String(decoding: line[range], as: UTF8.self)
            return units.contains(abbreviations[word] ?? word)
        default: return false
        }
    }
}
