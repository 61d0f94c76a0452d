/// The legal forms of companies and bodies, as words at the end or the beginning of a name: `Ltd`, `GmbH`, `ООО`.
///
/// Written for this project from the company laws' own names; not complete. Forms are read after folding, so that
/// each may be written in its own script.
package enum LegalForms {
    /// What a form says of who owns the body, as far as it can tell two names apart.
    package enum Family: String, Sendable, Hashable, CaseIterable {
        /// Members with limited liability: Ltd, GmbH, ООО.
        case limited
        /// A company by shares: AG, PLC, ОАО, Inc.
        case shares
        /// Partners: LLP, KG, SNC.
        case partnership
        /// Not for profit: ANO, e.V., foundations by form.
        case association
        /// Owned by a state: FGUP, SOE.
        case state
        /// A trader by himself: IP, e.K.
        case trader
    }

    /// By the number of words, longest first: each form's folded words and its family.
    static let phrases: [(words: [String], family: Family)] = Family.allCases
        .flatMap { family in
            (table[family] ?? "").split { $0 == ";" || $0 == "\n" }.map { phrase in
                let words = TextFold.folded(String(phrase)).split(separator: " ").map(String.init)
                return (words: words, family: family)
            }
        }
        .filter { !$0.words.isEmpty }
        .enumerated()
        .sorted { ($0.element.words.count, $1.offset) > ($1.element.words.count, $0.offset) }
        .map(\.element)

    /// The forms by their first word, longest first.
    private static let byFirst: [String: [Int]] = Dictionary(grouping: phrases.indices) { phrases[$0].words[0] }

    /// Long single words that may be misspelt and still be known.
    private static let longWords: [Int] = phrases.indices.filter { phrases[$0].words[0].utf8.count >= 7 }

    /// The form that begins at a word, and how many words it takes; `nil` when there is none.
    ///
    /// A word of seven letters and more may be one edit off, of ten and more two.
    static func form(in words: [String], at start: Int) -> (family: Family, count: Int)? {
        for number in byFirst[words[start]] ?? [] where matches(phrases[number].words, words, start) {
            return (phrases[number].family, phrases[number].words.count)
        }
        guard words[start].utf8.count >= 6 else { return nil }
        for number in longWords where matches(phrases[number].words, words, start) {
            return (phrases[number].family, phrases[number].words.count)
        }
        return nil
    }

    private static func matches(_ phrase: [String], _ words: [String], _ start: Int) -> Bool {
        guard start + phrase.count <= words.count else { return false }
        for (offset, word) in phrase.enumerated() where words[start + offset] != word {
            let limit = word.utf8.count >= 10 ? 2 : word.utf8.count >= 7 ? 1 : 0
            let other = words[start + offset]
            guard limit > 0, abs(other.utf8.count - word.utf8.count) <= limit,
                EditDistance.alignment(other.utf8Span.span, word.utf8Span.span) <= limit
            else { return false }
        }
        return true
    }

    private static let table: [Family: String] = [
        .limited: """
        ltd;limited;limited company;co ltd;company limited;private limited;private limited company;pvt ltd;pte ltd
        pty ltd;proprietary limited;pte;pvt;llc;limited liability company;limited liability co;l l c;ltd co
        gmbh;gesellschaft mit beschränkter haftung;mbh;ggmbh;ug;unternehmergesellschaft;sarl
        société à responsabilité limitée;s à r l;sas;sasu;eurl;srl;società a responsabilità limitata;s r l
        societatea cu răspundere limitată;sociedad de responsabilidad limitada;sociedad limitada;s l;sl;slu
        s de rl de cv;s de r l de c v;bv;b v;besloten vennootschap;bvba;ооо;о о о
        общество с ограниченной ответственностью;тов;товариство з обмеженою відповідальністю;тоо
        товарищество с ограниченной ответственностью;ооо фирма;одо;sp z o o;spzoo;sp zoo
        spółka z ograniczoną odpowiedzialnością;d o o;doo;društvo s ograničenom odgovornošću
        društvo z omejeno odgovornostjo;s r o;sro;společnost s ručením omezeným;spol s r o;kft
        korlátolt felelősségű társaság;oy;osakeyhtiö;aps;anpartsselskab;as;a s;uab;sia;oü;osaühing;ltda;limitada;lda
        еоод;оод;дружество с ограничена отговорност;mchj;ltd şti;limited şirketi;şti;fze;fzc;fzco;fz llc;wll;w l l;mmc
        məhdud məsuliyyətli cəmiyyət;yugen kaisha;有限公司;有限责任公司;有限責任公司;ltd liability co;dmcc;llc fze;ehf
        общество з обмеженою відповідальністю;شركة ذات مسؤولية محدودة;ltée;limitée;bhd;sdn bhd;sendirian berhad
        limited liability
        """,
        .shares: """
        ag;aktiengesellschaft;kgaa;se;societas europaea;sa;s a;société anonyme;sociedad anónima;spa;s p a
        società per azioni;sociedade anônima;plc;public limited company;p l c;jsc;joint stock company
        joint stock co;open joint stock company;ojsc;public joint stock company;pjsc;closed joint stock company
        cjsc;private joint stock company;joint stock;оао;пао;зао;ао;ат;ват;прат;пат;нао
        открытое акционерное общество;публичное акционерное общество;закрытое акционерное общество
        акционерное общество;непубличное акционерное общество;публічне акціонерне товариство
        приватне акціонерне товариство;відкрите акціонерне товариство;акціонерне товариство
        open joint-stock company;nv;n v;naamloze vennootschap;sa de cv;s a de c v;sab de cv;sapi de cv
        inc;incorporated;asa;allmennaksjeselskap;oyj;julkinen osakeyhtiö;ab;aktiebolag;publ;a/s;aktieselskab;kk;k k
        kabushiki kaisha;株式会社;ад;акционерно дружество;dd;d d;dioničko društvo;delniška družba;a d;акционарско друштво
        rt;nyrt;zrt;tbk;perseroan terbatas;berhad;股份有限公司;a ş;aş;anonim şirketi;anonim şirket;a o;o a o;z a o;p a o
        as aktsiaselts;aktsiaselts;akciju sabiedrība;akcinė bendrovė;spółka akcyjna;akciová společnost
        шаркати сахами;sahmdar cəmiyyəti;ae;anonymi etairia;ανώνυμη εταιρεία;kht;részvénytársaság;sociedad anonima
        actiengesellschaft;aktsionernoe obshchestvo;otkrytoe aktsionernoe obshchestvo
        publichnoe aktsionernoe obshchestvo;zakrytoe aktsionernoe obshchestvo;saog;saoc;qpsc;qsc;psc;pjs
        """,
        .partnership: """
        llp;limited liability partnership;lp;limited partnership;kg;kommanditgesellschaft;gmbh co kg
        gmbh and co kg;ohg;offene handelsgesellschaft;gbr;snc;société en nom collectif;sas di;cv;vof
        spółka komandytowa;spółka jawna;sp k;sp j;k s;v o s;хозяйственное партнерство;полное товарищество;scs;sca
        """,
        .association: """
        ano;ано;автономная некоммерческая организация;нко;некоммерческая организация;e v;ev;eingetragener verein;asbl
        association sans but lucratif;vzw;ngo;non governmental organization;non profit organization;npo
        общественная организация;некоммерческое партнерство;фонд;благотворительный фонд;cic
        community interest company;cio;charitable incorporated organisation;onlus;ong
        """,
        .state: """
        фгуп;федеральное государственное унитарное предприятие;гуп;государственное унитарное предприятие;муп
        муниципальное унитарное предприятие;государственное предприятие;дп;державне підприємство;soe
        state owned enterprise;federal state unitary enterprise;state unitary enterprise;fsue;ep;государственная корпорация
        фгбу;федеральное государственное бюджетное учреждение;republican unitary enterprise;руп;чуп
        частное унитарное предприятие;private unitary enterprise
        """,
        .trader: """
        индивидуальный предприниматель;фоп;фізична особа підприємець;ek;e k;eingetragener kaufmann;sole trader
        individual entrepreneur;jdoo
        """,
    ]
}
