#include "desk.h"
int main(void)
{
    return 0;
}
