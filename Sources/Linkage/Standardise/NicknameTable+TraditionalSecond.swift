extension NicknameTable {
    /// The second half of ``traditional``, by alphabet.
    static let traditionalSecond = """
        jeffrey jefferey
        jehiel hiel
        jemima mima
        jennifer jennie
        jeremiah jerry jereme jem
        jeremy jezza jezzie
        jerita rita
        jessica jessy
        joanna johannah jody nonie hannah joan
        johannes john johnny jonathan
        john johny jock jonathon
        johnathon john johnathan johny jon jonathan jonathon jonnie jonny
        jonathan johnathan johnathon johny jonnie
        joseph jody jos josey
        josephine josey jody fina josophine josepha pheeny
        josetta jettie
        joshua jos
        josiah jos
        joyce joy
        juanita nita nettie
        judah jude juder
        judson jud sonny
        julia jill
        julian julias jule
        junior june jr
        justin justina juston justus
        kalli cali kali
        karl carl
        karla carla carly
        katarina catherine tina
        kate kay
        katherine katy kittie kaye
        kathleen kathryn
        kendall ken kenny
        kendrick ken kenny kendrik
        kenneth kendrick
        kent ken kendrick kenny
        kingsley king
        kingston king
        kristen kristin kristine kris chris
        kristel kris
        lamont monty
        latisha tish tisha
        laura lolly
        laurel laurie
        lauren lauryn
        laveda veda
        lavinia vina viney ina lavina
        lavonia vina viney vonnie
        lavonne von
        lawrence larry lon lonny lorne lorry
        leanne annie lea
        lecurgus curg
        leonard lineau
        leonidas lee leon
        leonora nell nellie nora honor elenor leonore
        lester les
        letitia tish lettie titia
        levi lee
        levicy vicy
        lidia lyddy
        lillian lolly lilly
        lincoln link
        linda lynn lindy
        lionel leon
        lois lou louise
        lorelei laurie lori lorrie
        lorenzo loren
        loretta etta lorrie retta
        lorraine lorrie
        lotta lottie
        louis lewis lou louise
        louisa eliza lois
        lousie lou
        louvinia vina viney vonnie
        lu lou
        lucia lucius luce
        lucian luke lucias
        lucille cille lou lu
        lucina sinah
        lucinda cindy
        lucretia creasey
        luella ella lu lula
        lunetta nettie
        lurana lura
        luther luke
        lydia lyddy
        lyndon lindy lynn
        mac mc
        mabel mehitabel amabel
        mackenzie kenzie mac
        madeleine lena madie madelyn maud maddi
        madison mattie maddy
        magdalena maggie
        malachi mally
        malcolm mac malc
        malinda lindy
        mandie amanda mandy
        manoah noah
        margaret gretta maggy margery margy midge peg daisy metta mag magsie
        margarita rita maggie
        mariah maria mary
        marietta mae mamie maria mariah marie marion mary maureen may mercy minnie mitzi mollie molly polly
        marilyn marylyn
        marion mary
        marissa rissa
        martha mat patsy patty
        martin martine tine
        mary mitzi mae mercy minnie mollie molly polly miriam maureen marion
        matilda maud tilla matty tillie patty
        matthew mattie maty thias thys matthias
        matthias matt thias thys
        maud middy
        maurice morey morris
        mavery mave
        mavine mave
        mckenna ken kenna meaka
        mehitabel hitty hetty mabel mitty
        melinda linda lindy lynn mel mindy
        melissa milly
        mellony mellia melanie
        melody lodi
        melvin mel
        mercedes merci sadie
        mervin merv mervyn
        micajah cager
        michael micah micheal miky
        michelle mickey shelley shellie shely
        miguel miggy
        millicent milly missy
        minerva minnie nerva
        miranda mira randi
        miriam mitzi mitzie mimi
        mitchell mitch
        mitzi mary mittie mitty mitzie
        monteleon monte
        montgomery gum monty
        monica monna
        morris morey
        muriel mur
        myrtle mert myrt myrti
        nadine deedee nada
        nancy nanny nan ann
        naomi omi
        natalie talia
        napoleon nap nappy leon
        nathaniel natty than
        nelson nels
        nelle nelly
        newton newt
        nicholas nickie claas claes nic
        nicola nichole nickey nicki nicholette cole nicolette
        nicodemus nic nick nickie nicky nico
        norbert bert norby
        nowell noel
        obadiah diah dyer obed obie
        obedience beda beedy biddie obed
        octavia tave tavia
        olive ollie nollie livia
        oliver noll nollie
        orlando roland
        orphelia phelia ophelia
        oswald ossy ozzy
        pamela pammy
        pandora dora
        parthenia teeny parsuny pasoonie phenie
        patience pat patty
        patricia patti
        patrick pate patsy peter
        paul polly
        paula lina polina
        paulina polly lina
        peggy peg
        penelope nepple penny
        peregrine perry
        permelia mellie melly milly
        pernetta nettie
        persephone seph sephy
        peter pate
        philadelphia delphia
        philander fie
        philetus leet phil
        philinda linda lindy lynn
        philippa penie phoebe philipina philly
        philomena mena mina
        phineas finn
        pinckney pink
        pleasant ples
        prescott pres scott scotty
        priscilla prissy cissy prish
        prudence prudy prue
        quincy quinn quin
        rachel shelly
        ramona mona
        randall randy
        randolph dolph randy
        ray raymond
        rebecca reba
        regina reggie gina
        reginald reynold naldo renny
        reuben rube
        reynold reginald
        rhoda rodie
        rhyna rhynie
        ricardo rick ricky
        richard dickie dickon dicky ritchie
        robert dob dobbin hob hobkin
        roberta berta robbie bert
        roberto rob
        roderick erick rickie rod roddy
        rodger rod roge roger bobby hodge
        roger rod roge rodger bobby hodge
        ronald ronny
        rosabel belle rosa rose roz rosabella
        rosalinda linda rosa rose roz rosalyn
        roscoe ross
        rose ann roseanne rosaenna
        roxanne roxanna roxie ann rose
        rudolph rudy rolf dolph olph rudolphus
        rupert rupe
        russell rusty
        sabrina brina
        safieel safie
        salome loomie sally
        samson sam sammy
        samyra myra sam sammy
        sarah sallie sadie
        savannah anna savanna vannie
        scott scottie scotty sceeter squat
        sebastian sebby
        selina celina
        selma anselm
        serena rena
        seymour morey see
        sharon sha shay
        sheldon shelly
        shelton shel shelly tony
        sheryl cheri cherie sher sheri sherri sherry sherryl cheryl
        shirley lee sherry shirl
        sibyl sibbie sibella
        sigfrid sid sigfired
        silas si
        silvester si sy sly vester vet
        simeon si sion
        simon sion
        smith smitty
        socrates crate
        solomon sal sol saul zolly
        sophronia frona fronia sophia
        stacie stacey staci stacy
        stephen steph
        submit mitty
        sullivan sully van
        susannah hannah susie sue suzie
        sylvanus sly syl
        tabitha bitha
        tamara tamarra
        tanafra tanny
        temperance tempy
        terence terrance
        thaddeus thad
        theodora dora theo
        theodosia theo dosia doty
        theophilus ophi theo
        theresa tessie thirza thursa tracey
        tiffany tiff tiffy
        tobias bias
        tryphena phena
        uriah riah
        ursula sula sulie
        valentine felty val
        valerie valeri
        vanburen buren
        vandalia vannie
        veronica ron ronna franky frankie
        victoria torry
        vincent vic vin vinnie vincenzo
        vinson vin vince vinnie vinny
        virginia jane jennie virgy
        vivian vi
        walter wat
        washington wash
        webster webb
        wendy wen
        wilber bert will
        wilda willie
        wilfred wil will willie
        wilhelm wil willie
        wilhelmina mina minnie willie wilma willa
        william bela bell wilhelm
        winfield field win winny
        winifred winnifred freddy freddie winny
        winton wint
        woodrow drew wood woody
        yoshihiko yoshi
        zachariah zac zach zachy zack zak zakk zeke
        zebedee zeb
        zebulon zeb
        zedediah zed diah dyer
        zephaniah zeph
        """
}
