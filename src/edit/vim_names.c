/* What Vim has and tarn has not (`:help ex-cmd-index`, `:help option-list`). */
#include "edit/vim_names.h"

#include <string.h>

static const struct {
    const char *why;
    const char *commands; /* as Vim's help writes them: what stands in brackets may be left out */
} ABSENT[] = {
    {"there are no scripts",
     "aug[roup] au[tocmd] be[have] breaka[dd] breakd[el] breakl[ist] cal[l] cat[ch] class "
     "comp[iler] cons[t] con[tinue] deb[ug] debugg[reedy] def defc[ompile] defer delf[unction] "
     "disa[ssemble] doautoa[ll] do[autocmd] ec[ho] echoc[onsole] echoe[rr] echoh[l] echom[sg] echon echow[indow] "
     "el[se] elsei[f] endclass enddef endfo[r] endf[unction] en[dif] endt[ry] endw[hile] ev[al] exe[cute] "
     "exp[ort] final fina[lly] fini[sh] for fu[nction] if imp[ort] leg[acy] let loadk[eymap] lockv[ar] lua "
     "luad[o] luaf[ile] mz[scheme] mzf[ile] pe[rl] perld[o] pub[lic] py3 python3 pyf[ile] py3f[ile] pythonx pyx "
     "pyxd[o] pyxf[ile] pyd[o] rub[y] rubyd[o] rubyf[ile] ru[ntime] san[dbox] scripte[ncoding] scr[iptnames] "
     "scriptv[ersion] sta[tic] tcl tcld[o] tclf[ile] th[row] try unl[et] unlo[ckvar] uns[ilent] var vim9[script] "
     "wh[ile] retu[rn] redi[r] prof[ile] profd[el] filt[er] brea[k] "},
    {"there are no plugins",
     "filet[ype] pa[ckadd] packl[oadall] Plug Plugin Bundle "},
    {"the colours of everything are chosen by :theme",
     "colo[rscheme] hi[ghlight] mat[ch] ow[nsyntax] sy[ntax] synti[me] setf[iletype] "},
    {"there are no windows; :e and <C-^> go between notebooks, panels are shown by :panel",
     "abo[veleft] al[l] ba[ll] bel[owright] bo[tright] clo[se] hid[e] hor[izontal] lefta[bove] on[ly] ped[it] "
     "pc[lose] pp[op] res[ize] rightb[elow] sal[l] sN[ext] sb[uffer] sba[ll] sbf[irst] sbl[ast] sbm[odified] "
     "sbN[ext] sbn[ext] sbp[revious] sbr[ewind] sf[ind] sfir[st] sla[st] sn[ext] sp[lit] spr[evious] sre[wind] "
     "sun[hide] sv[iew] sync[bind] tab tabdo tabm[ove] tabo[nly] to[pleft] unh[ide] vert[ical] vne[w] vs[plit] "
     "winc[md] windo winp[os] wi[nsize] helpc[lose] "},
    {"there is no list of arguments; :bn and :bp go through the notebooks that are open",
     "arga[dd] argded[upe] argd[elete] argdo arge[dit] argg[lobal] argl[ocal] ar[gs] argu[ment] bufdo fir[st] "
     "la[st] n[ext] N[ext] prev[ious] rew[ind] sa[rgument] wn[ext] wN[ext] wp[revious] "},
    {"there are no tags; gd goes to a definition",
     "cs[cope] cst[ag] dj[ump] dli[st] ds[earch] dsp[lit] ij[ump] il[ist] is[earch] isp[lit] lt[ag] po[p] "
     "ps[earch] pt[ag] ptf[irst] ptj[ump] ptl[ast] ptn[ext] ptN[ext] ptp[revious] ptr[ewind] pts[elect] "
     "scs[cope] sta[g] stj[ump] sts[elect] ta[g] tags tf[irst] tj[ump] tl[ast] tn[ext] tN[ext] tp[revious] "
     "tr[ewind] ts[elect] "},
    {"what programs find is not read here; :!CMD shows it, :copen shows what is wrong in the cells",
     "cad[dbuffer] cadde[xpr] caddf[ile] cb[uffer] cdo cex[pr] cfd[o] cf[ile] cgetb[uffer] cgete[xpr] cg[etfile] "
     "cnew[er] cnf[ile] cNf[ile] col[der] cpf[ile] gr[ep] grepa[dd] helpg[rep] lad[dexpr] laddb[uffer] "
     "laddf[ile] lb[uffer] lcl[ose] ld[o] lex[pr] lfd[o] lf[ile] lg[etfile] lgetb[uffer] lgete[xpr] lgr[ep] "
     "lgrepa[dd] lh[elpgrep] ll lla[st] lli[st] lmak[e] lnew[er] lne[xt] lN[ext] lnf[ile] lNf[ile] lol[der] "
     "lope[n] lpf[ile] lp[revious] lr[ewind] lv[imgrep] lvimgrepa[dd] lw[indow] mak[e] vim[grep] vimgrepa[dd] "},
    {"cells fold, and nothing else: zc, zo, zM, zR",
     "fo[ld] foldc[lose] foldd[oopen] folddoc[losed] foldo[pen] "},
    {"there is no spelling",
     "mksp[ell] spe[llgood] spelld[ump] spelli[nfo] spellra[re] spellr[epall] spellu[ndo] spellw[rong] "},
    {"there are no menus",
     "am[enu] an[oremenu] aun[menu] cme[nu] cnoreme[nu] cunme[nu] em[enu] ime[nu] inoreme[nu] iunme[nu] me[nu] "
     "menut[ranslate] nme[nu] nnoreme[nu] noreme[nu] nunme[nu] ome[nu] onoreme[nu] ounme[nu] popu[p] sme[nu] "
     "snoreme[nu] sunme[nu] tea[roff] tlm[enu] tln[oremenu] tlu[nmenu] tm[enu] tu[nmenu] unme[nu] vme[nu] "
     "vnoreme[nu] vunme[nu] xme[nu] xnoreme[nu] xunme[nu] "},
    {"there is no other program to show it in",
     "bro[wse] dr[op] gu[i] gv[im] ha[rdcopy] mod[e] nbc[lose] nb[key] nbs[art] pro[mptfind] promptr[epl] "
     "sim[alt] smi[le] xr[estore] "},
    {"two files side by side are not shown; :diff tells what is different",
     "diffg[et] diffo[ff] diffp[atch] diffpu[t] diffs[plit] diffthis dif[fupdate] "},
    {"sessions keep themselves, and options belong into tarnrc",
     "lo[adview] mk[exrc] mks[ession] mkvie[w] mkv[imrc] rv[iminfo] wv[iminfo] opt[ions] "},
    {"there is no Select mode, and keys for the console of a cell are never mapped",
     "lm[ap] lmapc[lear] ln[oremap] lu[nmap] smap smapc[lear] snor[emap] sunm[ap] tma[p] tmapc[lear] tno[remap] "
     "tunma[p] "},
    {"lines are typed in insert mode",
     "a[ppend] c[hange] i[nsert] o[pen] ex visual "},
    {"one interpreter, and no terminals beside it; :shell starts a shell, :!CMD a command",
     "te[rminal] ter[minal] "},
    {"tarn --version and :help tell", "int[ro] ve[rsion] "},
    {"tarn -R and :set readonly keep a file as it is; tarn scratch opens an empty notebook", "ene[w] vie[w] "},
    {"undo takes back what one command did", "undoj[oin] "},
    {"<Space>F lists the notebooks here", "ol[dfiles] "},
    {"only notebooks can be shown", "helpf[ind] sl[eep] "},
    {"it is done by itself",
     "checkt[ime] pre[serve] sw[apname] fix[del] redraws[tatus] redrawt[abline] "},
};

static const char OPTIONS_OF_VIM[] =
    "acd akm al aleph allowrevins altkeymap ambiwidth ambw anti antialias ar arab arabic arabicshape ari arshape "
    "asd autochdir autoread autoshelldir autowrite autowriteall aw awa background backspace backup backupcopy "
    "backupdir backupext backupskip balloondelay ballooneval balloonevalterm balloonexpr bdir bdlay belloff beval "
    "bevalterm bex bexpr bg bh bin binary biosk bioskey bk bkc bl bo bomb breakat breakindent breakindentopt bri "
    "briopt brk browsedir bs bsdir bsk bt bufhidden buflisted buftype casemap cb cc ccv cd cdh cdhome cdpath cedit "
    "cf cfu ch charconvert ci cin cindent cink cinkeys cino cinoptions cinscopedecls cinsd cinw cinwords clipboard "
    "cm cmdheight cmdwinheight cmp cms co cocu cole colorcolumn columns com comments commentstring compatible "
    "complete completefunc completeopt completepopup completeslash concealcursor conceallevel confirm consk conskey "
    "copyindent cot cp cpo cpoptions cpp cpt crb cryptmethod cscopepathcomp cscopeprg cscopequickfix cscoperelative "
    "cscopetag cscopetagorder cscopeverbose csl cspc csprg csqf csre cst csto csverb cuc cul culopt cursorbind "
    "cursorcolumn cursorline cursorlineopt cwh debug deco def define delcombine dex dg dict dictionary diff "
    "diffexpr diffopt digraph dip dir directory display dy ea ead eadirection eb ed edcompatible ef efm ei ek emo "
    "emoji enc encoding endoffile endofline eof eol ep equalalways equalprg errorbells errorfile errorformat "
    "esckeys eventignore ex exrc fcl fcs fdc fde fdi fdl fdls fdm fdn fdo fdt fen fenc fencs fex ff ffs fic "
    "fileencoding fileencodings fileformat fileformats fileignorecase filetype fillchars fixendofline fixeol fk "
    "fkmap flp fml fmr fo foldclose foldcolumn foldenable foldexpr foldignore foldlevel foldlevelstart foldmarker "
    "foldmethod foldminlines foldnestmax foldopen foldtext formatexpr formatlistpat formatoptions formatprg fp fs "
    "fsync ft gcr gfm gfn gfs gfw ghr gli go gp grepformat grepprg gtl gtt guicursor guifont guifontset guifontwide "
    "guiheadroom guiligatures guioptions guitablabel guitabtooltip helpfile helpheight helplang hf hh hi hid hidden "
    "highlight history hk hkmap hkmapp hkp hl hlg icm icon iconstring im imactivatefunc imactivatekey imaf imak imc "
    "imcmdline imd imdisable imi iminsert ims imsearch imsf imst imstatusfunc imstyle inc inccommand include "
    "includeexpr inde indentexpr indentkeys indk inex inf infercase insertmode isf isfname isi isident isk "
    "iskeyword isp isprint joinspaces js key keymodel keyprotocol keywordprg km kmp kp kpc langmap langmenu "
    "langnoremap langremap laststatus lazyredraw lbr lcs linebreak lines linespace lisp lispoptions lispwords "
    "listchars lm lmap lnr loadplugins lop lpl lrm ls lw lz ma magic makeef makeencoding makeprg mat matchpairs "
    "matchtime maxcombine maxfuncdepth maxmapdepth maxmem maxmempattern maxmemtot mco mef menc menuitems mfd mh mis "
    "mkspellmem ml mle mls mm mmd mmp mmt mod modeline modelineexpr modelines modifiable modified more mousef "
    "mousefocus mousehide mousem mousemev mousemodel mousemoveevent mouses mousescroll mouseshape mouset mousetime "
    "mp mps msm mzq mzquantum nf nrformats numberwidth nuw odev oft ofu omnifunc opendevice operatorfunc opfunc "
    "osfiletype pa packpath para paragraphs paste pastetoggle patchexpr patchmode path pdev penc pex pexpr pfn ph "
    "pheader pi pm pmbcs pmbfn popt pp preserveindent previewheight previewpopup previewwindow printdevice "
    "printencoding printexpr printfont printheader printmbcharset printmbfont printoptions prompt pt pumblend "
    "pumheight pumwidth pvh pvp pvw pw pyx pyxversion qe qftf quickfixtextfunc quoteescape rdt re redrawtime "
    "regexpengine remap renderoptions report restorescreen revins ri rightleft rightleftcmd rl rlc rop rs rtp ru "
    "ruf ruler rulerformat runtimepath sb sbo sbr sc scb scf scl scrollbind scrollfocus scrolljump scrolloff "
    "scrollopt sd sect sections secure sel selection selectmode sessionoptions sft sh shada shcf shell shellcmdflag "
    "shellpipe shellquote shellredir shellslash shelltemp shelltype shellxescape shellxquote shiftround shm "
    "shortmess shortname showbreak showcmd showcmdloc showfulltag showmatch showmode showtabline shq sidescroll "
    "sidescrolloff signcolumn siso sj slm sloc sm smarttab smc smd smoothscroll sms sn so sp spc spell "
    "spellcapcheck spellfile spelllang spelloptions spellsuggest spf spk spl splitbelow splitkeep splitright spo "
    "spr sps sr srr ss ssl ssop st sta stal statuscolumn statusline stl stmp su sua suffixes suffixesadd swapfile "
    "swapsync swb swf switchbuf sws sxe sxq syn synmaxcol syntax ta tabline tabpagemax tag tagbsearch tagcase "
    "tagfunc taglength tagrelative tags tagstack tal tb tbi tbidi tbis tbs tc tenc term termbidi termcap "
    "termencoding termguicolors termpastefilter termwinkey termwinscroll termwinsize termwintype terse textauto "
    "textmode tf tfu tgc tgst thesaurus thesaurusfunc tildeop timeout title titlelen titleold titlestring tl to "
    "toolbar toolbariconsize top tpm tr tsl tsr tsrfu ttimeout tty ttybuiltin ttyfast ttym ttymouse ttyscroll "
    "ttytype twk tws twsl twt tx uc udir undodir undoreload updatecount updatetime ur ut varsofttabstop vartabstop "
    "vb vbs vdir ve verbose verbosefile vfile vi viewdir viewoptions vif viminfo viminfofile virtualedit visualbell "
    "vop vsts vts wa wak warn wb wc wcm wcr wd weirdinvert wfh wfw wh whichwrap wi wic wig wildchar wildcharm "
    "wildignore wildignorecase wildmenu wildmode wildoptions wim winaltkeys winbar winblend wincolor window "
    "winfixheight winfixwidth winheight winminheight winminwidth winwidth wiv wiw wm wmh wmnu wmw wop wrapmargin "
    "write writeany writebackup writedelay ww xtermcodes ";

/* Whether "sp[lit]" is a name that may be written like that. */
static bool is_short_for(const char *word, const char *at, size_t length)
{
    size_t typed = strlen(word), letters = 0, least = 0;
    for (size_t i = 0; i < length; i++) {
        if (at[i] == '[')
            least = letters;
        else if (at[i] != ']' && letters++ < typed && word[letters - 1] != at[i])
            return false;
    }
    return typed <= letters && typed >= (memchr(at, '[', length) ? least : letters);
}

const char *vim_lacking(const char *word)
{
    for (size_t i = 0; *word && i < G_N_ELEMENTS(ABSENT); i++) {
        for (const char *at = ABSENT[i].commands; *at; at += strcspn(at, " ") + 1) {
            if (is_short_for(word, at, strcspn(at, " ")))
                return ABSENT[i].why;
        }
    }
    return NULL;
}

bool vim_has_option(const char *name, size_t length)
{
    for (const char *at = OPTIONS_OF_VIM; *at; at += strcspn(at, " ") + 1) {
        if (strcspn(at, " ") == length && strncmp(at, name, length) == 0)
            return true;
    }
    return false;
}
